import { defineConfig } from '@playwright/test'
import { headlessShellPath } from './browsers'

export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  globalSetup: './databases.ts',
  outputDir: '../test-results',
  reporter: [['line'], ['json', { outputFile: '../.reports/playwright.json' }]],
  workers: 3,
  // A journey that passes only at the second try has found something.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 390, height: 844 },
    actionTimeout: 15_000,
    // A worker that takes over the page just when a route is set lets requests pass by it. Journeys about the worker allow it.
    serviceWorkers: 'block',
    // Keeping the page at every step costs more time than a run on two
    // cores has: TRACE=1 keeps it for a run that has to be examined.
    trace: process.env.TRACE ? { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true } : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: headlessShellPath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
