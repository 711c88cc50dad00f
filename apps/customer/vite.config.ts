import { defineConfig } from 'vite'
import { installable, webApp } from '../../packages/ui/src/web-app'

const base = '/'

export default defineConfig({
  ...webApp({
    base,
    storageKey: 'bestie.customer',
    port: 5173,
    server: 'http://127.0.0.1:3000',
    plugins: [
      installable({
        base,
        name: 'Bestie',
        description: 'Teman bercerita yang terlatih, ditemukan dalam hitungan detik.',
        files: '**/*.{js,css,html,svg}',
      }),
    ],
  }),
  // React counts renders (see home) only in its profiling build, which is otherwise the production one.
  resolve: { alias: { 'react-dom/client': 'react-dom/profiling' } },
})
