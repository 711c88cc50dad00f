import { Profiler, type ReactNode } from 'react'

declare global {
  interface Window {
    __homeRenders?: number
  }
}

/** Whoever sets `localStorage.bestieProfile` wants renders of home counted from the next load on. */
export const countsRenders = wanted()

/** Counts how often React renders home into `window.__homeRenders`, if wanted. */
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
