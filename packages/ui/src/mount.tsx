import { type ReactNode, StrictMode, startTransition } from 'react'
import * as production from 'react-dom/client'
import { storedInTab } from './stored'

/** One of the builds of React's DOM renderer. */
export type ReactDom = Pick<typeof production, 'createRoot'>

/** Puts an app on its page. `storageKey` is the app's own, see `App`; `reactDom` may be another build of React. */
export function mount(storageKey: string, app: ReactNode, reactDom: ReactDom = production): void {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  reloadWhenOutdated(`${storageKey}.reloaded-at`)
  // In a transition React renders the first screen in pieces and yields to the phone between them, instead of blocking it.
  startTransition(() => reactDom.createRoot(root).render(<StrictMode>{app}</StrictMode>))
}

/**
 * A page from before an update asks for files that are gone. It reloads into the new version, but never in a loop, and never while
 * no server answers: a reload would then lose the page that is there.
 */
function reloadWhenOutdated(lastReload: string) {
  window.addEventListener('vite:preloadError', async ({ payload }) => {
    // The router would reload by itself, without asking whether a server answers. This note of its own says that it already has.
    storedInTab.write(`tanstack_router_reload:${payload.message}`, '1')
    if (Date.now() - Number(storedInTab.read(lastReload)) < 10_000) return
    const answers = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (!answers) return
    storedInTab.write(lastReload, String(Date.now()))
    location.reload()
  })
}
