import { defineConfig } from '@playwright/test'
import journeys from './playwright.config'

/** Draws the pictures of the README: npm run pictures. */
export default defineConfig({
  ...journeys,
  testMatch: 'pictures.ts',
  reporter: 'line',
  use: { ...journeys.use, viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, trace: 'off', screenshot: 'off' },
})
