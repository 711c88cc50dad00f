import { defineConfig } from 'vite'
import { webApp } from '../../packages/ui/src/web-app'

export default defineConfig(
  webApp({ base: '/', storageKey: 'bestie.control-center', port: 5175, server: 'http://127.0.0.1:3001' }),
)
