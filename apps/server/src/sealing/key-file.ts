import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { StartupError } from '../startup-error'

/**
 * Where this installation keeps its master keys: `<dataDir>/master-keys`, created at the first start. The database
 * stores the path, not the keys, so that every process on the machine finds the same file, whatever its own data folder.
 * Before a file is created, `mayMake` throws if a new key cannot be the right one: so no file is left that looks like the real one.
 */
export async function findKeyFile(dataDir: string, db: Kysely<Database>, mayMake: () => Promise<void>): Promise<string> {
  const known = await rememberedFile(db)
  if (known !== undefined && (await isReadable(known))) return known
  const own = join(resolve(dataDir), 'master-keys')
  if (!(await isReadable(own))) {
    await mayMake()
    await makeKeyFile(own)
  }
  // The data folder was moved, or the file is lost: proving the keys will tell which.
  if (known !== undefined) return own
  await sql`insert into installation (key, value) values ('master_key_file', ${own}) on conflict do nothing`.execute(db)
  return (await rememberedFile(db)) as string
}

/** Stores the path once its keys were proved to be the right ones. */
export async function rememberKeyFile(file: string, db: Kysely<Database>): Promise<void> {
  await sql`update installation set value = ${file} where key = 'master_key_file' and value <> ${file}`.execute(db)
}

async function rememberedFile(db: Kysely<Database>): Promise<string | undefined> {
  return (await db.selectFrom('installation').select('value').where('key', '=', 'master_key_file').executeTakeFirst())?.value
}

/** The file's content: `id:base64` per line, newest first. */
export const readKeyFile = (file: string): Promise<string> => readFile(file, 'utf8')

/** Puts a new key before the others. */
export async function addKeyTo(file: string): Promise<void> {
  const next = `${file}.${process.pid}`
  await writeFile(next, `${freshKey()}${await readKeyFile(file)}`, { mode: 0o600 })
  await rename(next, file)
}

/** If several processes start at once, one creates the file; nobody ever sees it half written. */
async function makeKeyFile(file: string): Promise<void> {
  const draft = `${file}.${process.pid}.${randomBytes(3).toString('hex')}`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, freshKey(), { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartupError(`The master keys cannot be kept in ${file} (${code}); choose another DATA_DIR, or set MASTER_KEYS.`)
  }
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
}

const freshKey = (): string => `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}\n`

const isReadable = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    () => false,
  )
