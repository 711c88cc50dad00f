import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startBestie, template } from './bestie-process'

/**
 * Makes the data folder that every journey begins with a copy of: a database of its own takes each of them three seconds, the copy of one
 * a quarter. Not where the database had to be put elsewhere, since copies of the folder would all lead there.
 */
export default async function makeTemplate(): Promise<(() => Promise<void>) | undefined> {
  const bestie = await startBestie()
  await bestie.stop()
  const isElsewhere = await access(join(bestie.folder, 'postgres/elsewhere')).then(
    () => true,
    () => false,
  )
  if (isElsewhere) return bestie.remove
  // Each copy is to find a port for itself.
  await rm(join(bestie.folder, 'postgres/port'))
  process.env[template] = bestie.folder
  return () => rm(bestie.folder, { recursive: true, force: true })
}
