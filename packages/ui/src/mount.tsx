import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

/** Puts an app on its page. `storageKey` is the app's own, see `App`. */
export function mount(storageKey: string, app: ReactNode): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  reloadWhenOutdated(`${storageKey}.reloaded-at`)
  createRoot(root).render(<StrictMode>{app}</StrictMode>)
}

/** A page from before an update asks for files that are gone; it reloads into the new version, though never in a loop. */
function reloadWhenOutdated(lastReload: string) {
  addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(lastReload)) < 10_000) return
    sessionStorage.setItem(lastReload, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
