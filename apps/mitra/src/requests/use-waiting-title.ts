import { useTexts } from '@bestie/ui/texts'
import { useEffect } from 'react'
import { useUnreadElsewhere } from '../chat/use-unread-elsewhere'
import { homeTexts } from '../home/texts'
import { requestTexts } from './texts'

/** Says in the page's title that requests wait or, if none do, that other chats have unread messages. */
export function useWaitingTitle(requests: number) {
  const texts = useTexts(requestTexts)
  const { unread } = useTexts(homeTexts)
  const messages = useUnreadElsewhere()
  const request = requests === 1 ? texts.newRequest : texts.waiting(requests)
  useTitle(requests > 0 ? `(${requests}) ${request}` : messages > 0 ? `${unread(messages)} · Bestie` : null)
}

/** Replaces the page's title, which each screen sets when it opens, for as long as `title` is not null. */
function useTitle(title: string | null) {
  useEffect(() => {
    if (title === null) return
    let covered = document.title
    const cover = () => {
      if (document.title !== title) covered = document.title
      document.title = title
    }
    cover()
    const timer = setInterval(cover, 1000)
    return () => {
      clearInterval(timer)
      if (document.title === title) document.title = covered
    }
  }, [title])
}
