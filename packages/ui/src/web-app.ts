import react from '@vitejs/plugin-react'
import type { Plugin, PluginOption, UserConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** How every app is built, and during development served on a port of its own in front of a running server. */
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
 * The colours before the app has started, so that nobody is dazzled in the dark: the choice that is kept, else the phone's. A file of
 * its own, since the content security policy takes no script from the page itself.
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
  // Backdrop and page of the theme, whose variables come only with the app.
  const colours = `
    html { color-scheme: light; background: #eae3d9 }
    html[data-mantine-color-scheme=dark] { color-scheme: dark; background: #131110 }
    .starting { display: grid; place-items: center; height: 100dvh; max-width: 480px; margin-inline: auto; background: #fbf8f4 }
    html[data-mantine-color-scheme=dark] .starting { background: #1a1816 }
    .starting svg { width: 88px; border-radius: 20px }
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

/** What is seen first needs no script: on a slow line its few kilobytes come before those of the app. */
const scriptsAfterPaint: Plugin = {
  name: 'scripts-after-paint',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replaceAll(/<(script type="module"|link rel="modulepreload")/g, '<$1 fetchpriority="low"'),
  },
}

/** An app that is installed on a phone, with a service worker of its own. `files` are kept on the phone. */
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
      orientation: 'portrait',
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
