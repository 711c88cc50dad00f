import react from '@vitejs/plugin-react'
import type { Plugin, PluginOption, UserConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** The build of every app; during development the app is served on its own port, in front of a running server. */
export function webApp({
  base,
  storageKey,
  port,
  server,
  plugins = [],
}: {
  base: string
  /** The app's own, see `App`. */
  storageKey: string
  port: number
  server: string
  plugins?: PluginOption[]
}): UserConfig {
  const proxied = ['/api', '/internal', '/dev'].map((path) => [path, server] as const)
  return {
    base,
    plugins: [react(), firstPaint(base, storageKey), scriptsAfterPaint, ...plugins],
    server: { port, proxy: { ...Object.fromEntries(proxied), '/socket.io': { target: server, ws: true } } },
  }
}

/**
 * Sets the colour scheme before the app has started, so that nobody is dazzled in the dark: the stored choice,
 * else the device's. It is a file of its own because the content security policy allows no inline script.
 */
function firstPaint(base: string, storageKey: string): Plugin {
  const fileName = 'first-paint.js'
  const script = `(() => {
  let scheme
  try { scheme = localStorage.getItem('${storageKey}.theme') } catch {}
  if (scheme !== 'light' && scheme !== 'dark') scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.mantineColorScheme = scheme
})()
`
  // Page and backdrop colours of the theme, whose variables come only with the app. The link appears if the app has
  // not started after ten seconds: a script may have been lost on the way, and nothing else would tell.
  const colours = `
    html { color-scheme: light; background: #eae3d9 }
    html[data-mantine-color-scheme=dark] { color-scheme: dark; background: #131110 }
    .starting { display: grid; place-items: center; height: 100dvh; max-width: 480px; margin-inline: auto; background: #fbf8f4 }
    html[data-mantine-color-scheme=dark] .starting { background: #1a1816 }
    .starting svg { width: 88px; border-radius: 20px }
    .late { position: fixed; inset: auto 0 20%; padding: 14px; text-align: center; font: 16px system-ui; color: CanvasText }
    .late { animation: late 1ms 10s backwards }
    @keyframes late { from { visibility: hidden } }
  `
  return {
    name: 'first-paint',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: script })
    },
    transformIndexHtml: (_html, { server }) => [
      { tag: 'style', children: colours, injectTo: 'head-prepend' },
      { tag: 'script', ...(server ? { children: script } : { attrs: { src: base + fileName } }), injectTo: 'head-prepend' },
    ],
  }
}

/** The first paint needs no script: on a slow connection its few kilobytes load before those of the app. */
const scriptsAfterPaint: Plugin = {
  name: 'scripts-after-paint',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replaceAll(/<(script type="module"|link rel="modulepreload")/g, '<$1 fetchpriority="low"'),
  },
}

/** Makes an app installable on a phone, with its own service worker. `files` are cached on the phone. */
export function installable({
  base,
  name,
  description,
  files,
}: {
  base: string
  name: string
  description: string
  files: string
}): PluginOption {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src',
    filename: 'service-worker.ts',
    injectRegister: null,
    injectManifest: { globPatterns: [files] },
    manifest: {
      id: base,
      name,
      short_name: name,
      description,
      lang: 'id',
      start_url: base,
      scope: base,
      display: 'standalone',
      background_color: '#fbf8f4',
      theme_color: '#226558',
      icons: [
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
  })
}
