import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.journey.ts',
  globalSetup: './template.ts',
  outputDir: '../test-results',
  reporter: [['line'], ['json', { outputFile: '../.reports/playwright.json' }]],
  workers: 3,
  // A journey that passes at the second try has found something.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 390, height: 844 },
    actionTimeout: 15_000,
    // With the page at every step, but no film of it: that took a fifth of all CPU.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
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
