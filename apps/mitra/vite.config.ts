import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const server = 'http://127.0.0.1:3000'

export default defineConfig({
  base: '/mitra/',
  plugins: [
    react(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: null,
      injectManifest: { globPatterns: ['**/*.{js,css,html}'] },
      manifest: {
        id: '/mitra/',
        name: 'Bestie Mitra',
        short_name: 'Bestie Mitra',
        description: 'Terima permintaan curhat dan temani customer.',
        lang: 'id',
        start_url: '/mitra/',
        scope: '/mitra/',
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
    port: 5174,
    proxy: { '/api': server, '/dev': server, '/socket.io': { target: server, ws: true } },
  },
})
