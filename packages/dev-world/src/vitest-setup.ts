import { migrate } from '@bestie/server/db/migrate'
import { startTestDatabases } from './database'

/** Every test's database is a clone of one that is migrated and empty. */
export default (): Promise<() => Promise<void>> => startTestDatabases(migrate)
