import { createSecretKey, type KeyObject } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Notifications } from '../db/notifications'
import type { Database } from '../db/tables'
import type { Env } from '../env'
import { StartupError } from '../startup-error'
import { findKeyFile, readKeyFile, rememberKeyFile } from './key-file'
import { open, seal } from './seal'

export interface MasterKey {
  id: string
  key: KeyObject
}

/** The keys that seal other keys and secrets. They are in the environment or in a file, never in the database. */
export interface MasterKeys {
  /** Undefined if the environment provides the keys. */
  file: string | undefined
  /** The key for everything sealed from now on. */
  newest(): MasterKey
  /** The key with this id. Throws for a key that this process was not given. */
  byId(id: string): Promise<MasterKey>
  /** Seals a short secret as text that names its key. */
  seal(secret: string, boundTo: string): string
  /** Opens what `seal` made. */
  open(sealed: string, boundTo: string): Promise<string>
}

/** What a proof seals: a process whose key opens the stored proof has the right key. */
const provenText = Buffer.from('bestie')

/**
 * The master keys of `MASTER_KEYS`, or else of the file that the first start created; reads the file
 * again when a key was added. Throws a StartupError if a key still in use is missing or has changed.
 */
export async function openMasterKeys(
  env: Pick<Env, 'masterKeys' | 'dataDir'>,
  db: Kysely<Database>,
  notifications?: Notifications,
): Promise<MasterKeys> {
  const file = env.masterKeys === undefined ? await findKeyFile(env.dataDir, db, () => proveMasterKeys(db, [])) : undefined
  const read = async () => parseMasterKeys(file === undefined ? (env.masterKeys as string) : await readKeyFile(file))
  let keys = await read()
  const reread = async () => {
    if (file !== undefined) keys = await read()
  }
  notifications?.on('master_key_added', () => void reread().catch(() => {}))

  const newest = () => keys[0] as MasterKey
  async function byId(id: string): Promise<MasterKey> {
    const known = () => keys.find((key) => key.id === id)
    if (known() === undefined) await reread()
    const found = known()
    if (found === undefined) throw new Error(`this process was not given the master key "${id}"`)
    return found
  }
  await proveMasterKeys(db, keys)
  await register(db, newest())
  if (file !== undefined) await rememberKeyFile(file, db)
  return {
    file,
    newest,
    byId,
    seal(secret, boundTo) {
      const { id, key } = newest()
      return `${id}.${seal(key, secret, boundTo).toString('base64')}`
    },
    async open(sealed, boundTo) {
      const [id, text] = sealed.split('.') as [string, string]
      return open((await byId(id)).key, Buffer.from(text, 'base64'), boundTo).toString()
    },
  }
}

/** Parses `id:base64` of 32 bytes each, newest first, separated by commas or lines. Its StartupError quotes none of it. */
export function parseMasterKeys(text: string): MasterKey[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  const keys = entries.map((entry) => {
    const [, id, encoded] = /^([\w-]{1,40}):([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? []
    if (id === undefined || encoded === undefined)
      throw new StartupError('MASTER_KEYS must be a list of id:base64 with 32 bytes each, newest first.')
    return { id, key: createSecretKey(Buffer.from(encoded, 'base64')) }
  })
  if (keys.length === 0) throw new StartupError('MASTER_KEYS holds no key.')
  return keys
}

/** Checks our keys against the proof of every key ever used. Throws a StartupError for one that is in use and missing, or differs. */
async function proveMasterKeys(db: Kysely<Database>, keys: MasterKey[]): Promise<void> {
  const { rows } = await sql<{ id: string; proof: Buffer; in_use: boolean }>`
    select m.id, m.proof, exists (select from chat_keys k where k.master_key_id = m.id)
      or exists (select from operators o where starts_with(o.totp_secret, m.id || '.')) as in_use
    from master_keys m
  `.execute(db)
  for (const { id, proof, in_use } of rows) {
    const ours = keys.find((candidate) => candidate.id === id)
    if (ours === undefined && in_use)
      throw new StartupError(
        `This database needs the master key "${id}": give it in MASTER_KEYS, or put the file master-keys back (docs/operating.md).`,
      )
    if (ours !== undefined && !opens(ours, proof))
      throw new StartupError(`The master key "${id}" is another than the one that this database was sealed with.`)
  }
}

/** Remembers this key, and a proof of it. */
async function register(db: Kysely<Database>, { id, key }: MasterKey): Promise<void> {
  await sql`
    insert into master_keys (id, proof) values (${id}, ${seal(key, provenText, id)}) on conflict do nothing
  `.execute(db)
}

function opens({ id, key }: MasterKey, proof: Buffer): boolean {
  try {
    return open(key, proof, id).equals(provenText)
  } catch {
    return false
  }
}
