import { Profiler, type ReactNode } from 'react'

declare global {
  interface Window {
    __homeRenders?: number
  }
}

/** Whether `localStorage.bestieProfile` was set when the page loaded; renders of home are then counted. */
export const countsRenders = wanted()

/** If wanted, counts in `window.__homeRenders` how often React renders home. */
export function RenderCount({ children }: { children: ReactNode }) {
  if (!countsRenders) return children
  return (
    <Profiler
      id="home"
      onRender={() => {
        window.__homeRenders = (window.__homeRenders ?? 0) + 1
      }}
    >
      {children}
    </Profiler>
  )
}

function wanted(): boolean {
  try {
    return localStorage.getItem('bestieProfile') !== null
  } catch {
    return false
  }
}
