import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { install, template } from './installation'

/**
 * Makes the data folder that every journey starts with a copy of: a new database takes
 * three seconds for each journey, a copy takes a quarter of a second. There is no template
 * if the database had to be put elsewhere, since all copies of the folder would lead there.
 */
export default async function makeTemplate(): Promise<(() => Promise<void>) | undefined> {
  const bestie = await install()
  await bestie.stop()
  const isElsewhere = await access(join(bestie.folder, 'postgres/elsewhere')).then(
    () => true,
    () => false,
  )
  if (isElsewhere) return bestie.remove
  // Each copy must find a port of its own.
  await rm(join(bestie.folder, 'postgres/port'))
  process.env[template] = bestie.folder
  return () => rm(bestie.folder, { recursive: true, force: true })
}
