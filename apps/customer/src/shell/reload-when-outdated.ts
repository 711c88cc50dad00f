const lastReload = 'bestie.customer.reloaded-at'

/** A page from before an update asks for files that are gone; it reloads into the new version, though never in a loop. */
export function reloadWhenOutdated() {
  addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(lastReload)) < 10_000) return
    sessionStorage.setItem(lastReload, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
