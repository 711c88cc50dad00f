import { useTexts } from '@bestie/ui/texts'
import { useUnreadElsewhere } from '../chat/use-unread-elsewhere'
import { useRequests } from '../requests/requests-provider'
import { requestTexts } from '../requests/texts'
import { homeTexts } from './texts'

/** What waits at home for the mitra, who may be on another screen: unread messages and requests put aside. */
export function useWaiting(): { count: number; words: string } {
  const texts = useTexts(homeTexts)
  const { waiting } = useTexts(requestTexts)
  const unread = useUnreadElsewhere()
  const aside = useRequests().queue.cards.filter((card) => card.aside).length
  const words = [unread > 0 && texts.unread(unread), aside > 0 && waiting(aside)].filter(Boolean).join(', ')
  return { count: unread + aside, words }
}
