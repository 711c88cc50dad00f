import { defineConfig } from '@playwright/test'
import journeys from './playwright.config'

/** Plays a storm instead of the journeys: `npm run storm`. */
export default defineConfig({ ...journeys, testMatch: 'storm.ts', outputDir: '../test-results/storm', reporter: 'line' })
