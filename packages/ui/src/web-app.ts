import react from '@vitejs/plugin-react'
import type { PluginOption, UserConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** How every app is built, and during development served on a port of its own in front of a running server. */
export function webApp({
  base,
  port,
  server,
  plugins = [],
}: {
  base: string
  port: number
  server: string
  plugins?: PluginOption[]
}): UserConfig {
  const proxied = ['/api', '/internal', '/dev'].map((path) => [path, server] as const)
  return {
    base,
    plugins: [react(), ...plugins],
    server: { port, proxy: { ...Object.fromEntries(proxied), '/socket.io': { target: server, ws: true } } },
  }
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
