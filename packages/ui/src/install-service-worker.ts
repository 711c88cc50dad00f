/** Installs the app's service worker where there is one: the built app on a secure origin. Without it everything else works. */
export function installServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const scope = import.meta.env.BASE_URL
  addEventListener('load', () => {
    navigator.serviceWorker.register(`${scope}service-worker.js`, { scope }).catch(() => {})
  })
}
