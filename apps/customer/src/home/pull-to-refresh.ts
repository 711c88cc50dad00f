import { type RefObject, useEffect, useEffectEvent } from 'react'

const enough = 70

/**
 * Calls `onPull` when the page is pulled down at its top and released.
 * The page follows the finger through its style, without rendering.
 */
export function usePullToRefresh(page: RefObject<HTMLElement | null>, onPull: () => void): void {
  const pulled = useEffectEvent(onPull)
  useEffect(() => {
    const element = page.current
    if (!element) return
    let startedAt: number | null = null
    let distance = 0

    const follow = (offset: number) => {
      element.style.transition = offset === 0 ? 'transform 200ms ease-out' : 'none'
      element.style.transform = offset === 0 ? '' : `translateY(${offset}px)`
    }
    const onStart = (event: TouchEvent) => {
      startedAt = element.scrollTop <= 0 && event.touches.length === 1 ? (event.touches[0]?.clientY ?? null) : null
      distance = 0
    }
    const onMove = (event: TouchEvent) => {
      if (startedAt === null) return
      distance = (event.touches[0]?.clientY ?? startedAt) - startedAt
      follow(Math.max(0, Math.min(distance, 140) / 2))
    }
    const onEnd = () => {
      if (startedAt !== null && distance > enough) pulled()
      startedAt = null
      follow(0)
    }
    element.addEventListener('touchstart', onStart, { passive: true })
    element.addEventListener('touchmove', onMove, { passive: true })
    element.addEventListener('touchend', onEnd)
    element.addEventListener('touchcancel', onEnd)
    return () => {
      element.removeEventListener('touchstart', onStart)
      element.removeEventListener('touchmove', onMove)
      element.removeEventListener('touchend', onEnd)
      element.removeEventListener('touchcancel', onEnd)
    }
  }, [page])
}
