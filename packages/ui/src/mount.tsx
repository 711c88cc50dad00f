import { type ReactNode, StrictMode, startTransition } from 'react'
import * as production from 'react-dom/client'

/** React's way onto a page, in one of its builds. */
export type ReactDom = Pick<typeof production, 'createRoot'>

/** Puts an app on its page. `storageKey` is the app's own, see `App`; `reactDom` may be another build of it. */
export function mount(storageKey: string, app: ReactNode, reactDom: ReactDom = production): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  reloadWhenOutdated(`${storageKey}.reloaded-at`)
  // In a transition React yields to the phone between pieces of the first screen instead of blocking it.
  startTransition(() => reactDom.createRoot(root).render(<StrictMode>{app}</StrictMode>))
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
