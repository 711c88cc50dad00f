import { makeDemo, startTestDatabases } from '@bestie/dev-world/database'

/** Every journey's database is a clone of one with the people of the demo: a PostgreSQL for each would cost as much as its pages. */
export default (): Promise<() => Promise<void>> => startTestDatabases(makeDemo)
