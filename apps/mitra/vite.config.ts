import { defineConfig } from 'vite'
import { installable, webApp } from '../../packages/ui/src/web-app'

const base = '/mitra/'

export default defineConfig(
  webApp({
    base,
    storageKey: 'bestie.mitra',
    port: 5174,
    server: 'http://127.0.0.1:3000',
    plugins: [
      installable({
        base,
        name: 'Bestie Mitra',
        description: 'Terima permintaan curhat dan temani customer.',
        files: '**/*.{js,css,html}',
      }),
    ],
  }),
)
