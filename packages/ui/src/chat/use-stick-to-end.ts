import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** How far above the end, in px, a user still counts as being there. */
const near = 64

/**
 * Scrolling of a chat: stays at the newest message for a user who is there, and stays in place for a user
 * who reads further up, even while older messages come in above or the keyboard takes half of the screen.
 */
export function useStickToEnd(list: RefObject<HTMLElement | null>, firstSeq: number, contentKey: unknown) {
  const [atEnd, setAtEnd] = useState(true)
  const stick = useRef(true)
  const before = useRef({ firstSeq: 0, height: 0 })

  const toEnd = useCallback(() => {
    stick.current = true
    setAtEnd(true)
    if (list.current) list.current.scrollTop = list.current.scrollHeight
  }, [list])

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each change of what is shown
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    if (stick.current) element.scrollTop = element.scrollHeight
    else if (firstSeq < before.current.firstSeq) element.scrollTop += element.scrollHeight - before.current.height
    before.current = { firstSeq, height: element.scrollHeight }
  }, [firstSeq, contentKey, list])

  useEffect(() => {
    const element = list.current
    if (!element) return
    let height = element.clientHeight
    const onScroll = () => {
      // The list's height has just changed: the observer, which runs next, decides whether to follow.
      if (element.clientHeight !== height) return
      stick.current = element.scrollHeight - element.scrollTop - element.clientHeight < near
      setAtEnd(stick.current)
    }
    const onResize = new ResizeObserver(() => {
      height = element.clientHeight
      if (stick.current) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    onResize.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      onResize.disconnect()
    }
  }, [list])

  return { atEnd, toEnd }
}
