import { defineConfig } from 'vitest/config'

const ignored = ['**/node_modules/**', '**/dist/**']
/** Compares how long two things take: other work would disturb the longer one more. */
const timed = ['apps/server/src/pairing/blast-cost.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['apps/**/*.test.{ts,tsx}', 'packages/**/*.test.{ts,tsx}', 'bench/**/*.test.ts'],
          exclude: [...ignored, ...timed],
        },
      },
      { extends: true, test: { name: 'timed', include: timed, exclude: ignored, sequence: { groupOrder: 1 } } },
    ],
    globalSetup: 'packages/dev-world/src/vitest-setup.ts',
    setupFiles: 'packages/dev-world/src/vitest-each-file.ts',
    pool: 'forks',
    // A worker loads the server once for all of its files: loading it anew for each took a fifth of the time. What a file changes
    // in modules, timers or the clock it puts back.
    isolate: false,
    // Each file talks to a PostgreSQL and sockets of its own; more at once would only measure the machine.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
