import { useLocation, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'

/**
 * The addresses that this page has shown, by their position in the browser's history. Kept in memory only: a page
 * loaded anew, such as after the gateway's, counts its positions anew.
 */
const trail: string[] = []

/** Whether the browser is already going back: until it arrives, its position is still the old one. */
let goingUp = false

/** Remembers where the user has been. For the part of an app that is around every screen. */
export function useTrail(): void {
  const { pathname, state } = useLocation()
  useEffect(() => {
    trail[state.__TSR_index] = pathname
  }, [pathname, state.__TSR_index])
}

/**
 * Goes up to this app's screen at `path`; `search` tells it what to do there. Goes back to where that screen lies in the
 * browser's history, or puts it in place of this one. So the device's Back shows no screen twice, and none that was left.
 * Called twice, it goes once.
 */
export function useGoUp(): (path: string, search?: Record<string, unknown>) => void {
  const router = useRouter()
  return useCallback(
    (path, search) => {
      if (goingUp) return
      // Cast for the router's types: they know the addresses of only one app per program.
      const show = () => void router.navigate({ to: path, search, replace: true } as { to: '/' })
      const steps = stepsBack(router.history.location.state.__TSR_index, path)
      if (steps === null) return show()
      goingUp = true
      const stop = router.history.subscribe(() => {
        goingUp = false
        stop()
        // At once, so that the screen is not shown without it first.
        if (search !== undefined) show()
      })
      router.history.go(-steps)
    },
    [router],
  )
}

/** How many steps back from this position the path was last shown; null if this page has not shown it before. */
function stepsBack(position: number, path: string): number | null {
  const found = trail.slice(0, position).lastIndexOf(path)
  return found === -1 ? null : position - found
}
