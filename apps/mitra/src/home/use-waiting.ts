import { useTexts } from '@bestie/ui/texts'
import { useUnreadElsewhere } from '../chat/use-unread-elsewhere'
import { isInList } from '../requests/request-queue'
import { useRequests } from '../requests/requests-provider'
import { requestTexts } from '../requests/texts'
import { homeTexts } from './texts'

/** What waits at home for the mitra, who may be on another screen: unread messages and requests in the list. */
export function useWaiting(): { count: number; words: string } {
  const texts = useTexts(homeTexts)
  const { waiting } = useTexts(requestTexts)
  const unread = useUnreadElsewhere()
  const { queue } = useRequests()
  const listed = queue.cards.filter((card) => isInList(queue, card)).length
  const words = [unread > 0 && texts.unread(unread), listed > 0 && waiting(listed)].filter(Boolean).join(', ')
  return { count: unread + listed, words }
}
