/**
 * Installs the app's service worker where one can run: in the built app, on a secure origin. Everything else works without it.
 */
export function installServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const scope = import.meta.env.BASE_URL
  addEventListener('load', () => {
    navigator.serviceWorker.register(`${scope}service-worker.js`, { scope }).catch(() => {})
  })
}
