import { defineConfig } from '@playwright/test'
import journeys from './playwright.config'

/** Takes pictures of every screen instead of running journeys: `npm run screenshots`. */
export default defineConfig({
  ...journeys,
  testMatch: '*.screenshots.ts',
  outputDir: '../test-results/screenshots',
  reporter: 'line',
  timeout: 180_000,
})
