import { dirname } from 'node:path'
import { makeDemo, startTestDatabases } from '@bestie/dev-world/database'

/** Every journey's database is a clone of one with the people of the demo: a PostgreSQL for each would cost as much as its pages. */
export default function startDatabases(): Promise<() => Promise<void>> {
  // The migrations lie in the repository, from whichever of its folders Playwright was started.
  process.env.BESTIE_ROOT ??= dirname(import.meta.dirname)
  return startTestDatabases(makeDemo)
}
