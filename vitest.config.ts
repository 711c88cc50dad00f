import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['apps/**/*.test.{ts,tsx}', 'packages/**/*.test.{ts,tsx}', 'bench/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: 'packages/dev-world/src/vitest-setup.ts',
    pool: 'forks',
    // A worker loads the server once for all of its files: loading it anew for each took a fifth of the time. What a file changes in
    // modules, timers or the clock it puts back.
    isolate: false,
    // Each file talks to a PostgreSQL and sockets of its own; more at once would only measure the machine.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
