import { Profiler, type ReactNode } from 'react'

declare global {
  interface Window {
    __homeRenders?: number
  }
}

/** Counts how often React renders home, for whoever sets `localStorage.bestieProfile`. */
export function RenderCount({ children }: { children: ReactNode }) {
  if (!wanted()) return children
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
