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
    // Whoever pulls from the very top has the finger on the title, which stands above the page.
    const screen = element?.parentElement
    if (!element || !screen) return
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
    screen.addEventListener('touchstart', onStart, { passive: true })
    screen.addEventListener('touchmove', onMove, { passive: true })
    screen.addEventListener('touchend', onEnd)
    screen.addEventListener('touchcancel', onEnd)
    return () => {
      screen.removeEventListener('touchstart', onStart)
      screen.removeEventListener('touchmove', onMove)
      screen.removeEventListener('touchend', onEnd)
      screen.removeEventListener('touchcancel', onEnd)
    }
  }, [page])
}
