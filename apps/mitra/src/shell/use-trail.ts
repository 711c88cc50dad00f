import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'

/** The addresses that this page has shown, by their position in the browser's history. */
const trail: string[] = []

/** Remembers where the mitra has been. */
export function useTrail(): void {
  const { pathname, state } = useLocation()
  useEffect(() => {
    trail[state.__TSR_index] = pathname
  }, [pathname, state.__TSR_index])
}

/** How many steps home lies back from this position; null if this page has not shown home before it. */
export function stepsBackHome(position: number): number | null {
  const home = trail.slice(0, position).lastIndexOf('/')
  return home === -1 ? null : position - home
}
