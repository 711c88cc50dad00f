import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const server = 'http://127.0.0.1:3000'

export default defineConfig({
  base: '/',
  // React counts renders (see home) only in its profiling build, which is otherwise the production one.
  resolve: { alias: { 'react-dom/client': 'react-dom/profiling' } },
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: null,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg}'] },
      manifest: {
        id: '/',
        name: 'Bestie',
        short_name: 'Bestie',
        description: 'Teman bercerita yang terlatih, ditemukan dalam hitungan detik.',
        lang: 'id',
        start_url: '/',
        scope: '/',
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
    }),
  ],
  server: {
    port: 5173,
    proxy: { '/api': server, '/dev': server, '/socket.io': { target: server, ws: true } },
  },
})
