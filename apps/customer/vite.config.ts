import { defineConfig } from 'vite'
import { installable, webApp } from '../../packages/ui/src/web-app'

const base = '/'

export default defineConfig(
  webApp({
    base,
    storageKey: 'bestie.customer',
    port: 5173,
    server: 'http://127.0.0.1:3000',
    plugins: [
      installable({
        base,
        name: 'Bestie',
        description: 'Teman bercerita yang terlatih, ditemukan dalam hitungan detik.',
        // Without the build of React that counts renders: it is needed online only.
        files: '**/!(profiling-*).{js,css,html,svg}',
      }),
    ],
  }),
)
