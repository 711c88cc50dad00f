import { defineConfig } from '@playwright/test'
import journeys from './playwright.config'

/** Pictures of every screen instead of journeys: `npm run screenshots`. */
export default defineConfig({
  ...journeys,
  testMatch: '*.screenshots.ts',
  outputDir: '../test-results/screenshots',
  reporter: 'line',
  timeout: 180_000,
})
