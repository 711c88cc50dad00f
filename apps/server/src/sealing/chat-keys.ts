import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { SenderRole } from '@bestie/contracts/chat'
import { type Kysely, sql } from 'kysely'
import type { Notifications } from '../db/notifications'
import type { Database } from '../db/tables'
import type { MasterKeys } from './master-keys'
import { open, seal } from './seal'

/** Each is a few hundred bytes; far more than one process ever has live chats. */
const mostKept = 10_000

/** The keys of some chats, by chat. A chat without a key is absent: nothing can be sealed or read there. */
export type KeysByChat = ReadonlyMap<string, KeyObject>

/** The keys that seal messages, one per chat, unwrapped once and cached in the process. */
export interface ChatKeys {
  /** The keys of these chats, by id; one statement creates those missing, unless the chat is over. Cached keys cost nothing. */
  forWriting(chatIds: string[]): KeysByChat | Promise<KeysByChat>
  /** The same, but also creates keys for chats that are over, to seal messages from before there were keys. */
  forSealing(chatIds: string[]): Promise<KeysByChat>
  /** The keys of these chats, as far as they exist. */
  forReading(chatIds: string[]): Promise<KeysByChat>
}

/** The place of a stored message; its body is bound to it and does not open elsewhere. */
interface Place {
  chat_session_id: string
  sender_role: SenderRole
  client_message_id: string
}

/** A message as it is stored. */
export interface StoredMessage extends Place {
  seq: number
  body: string
  sealed: boolean
  created_at: Date
}

const placeOf = ({ chat_session_id, sender_role, client_message_id }: Place) =>
  `${chat_session_id} ${sender_role} ${client_message_id}`

/** A body as it is stored in `messages.body`. */
export function sealBody(key: KeyObject, body: string, place: Place): string {
  return seal(key, body, placeOf(place)).toString('base64')
}

/** The message's text; empty if the chat's key was destroyed. Throws if the row was altered. */
export function openBody(keys: KeysByChat, row: Place & { body: string; sealed: boolean }): string {
  if (!row.sealed || row.body === '') return row.body
  const key = keys.get(row.chat_session_id)
  return key === undefined ? '' : open(key, Buffer.from(row.body, 'base64'), placeOf(row)).toString()
}

/**
 * Rows of messages with their texts. Looks the keys up after the rows were
 * read: a message is stored after its chat's key, so no key is missed.
 */
export async function openBodies<Stored extends Place & { body: string; sealed: boolean }>(
  chatKeys: Pick<ChatKeys, 'forReading'>,
  rows: Stored[],
): Promise<Omit<Stored, 'sealed'>[]> {
  const keys = await chatKeys.forReading(rows.map((row) => row.chat_session_id))
  return rows.map(({ sealed, ...row }) => ({ ...row, body: openBody(keys, { ...row, sealed }) }))
}

interface Row {
  chat_session_id: string
  wrapped: Buffer
  master_key_id: string
}

/** The keys of chats, over `db`. Drops a key from the cache when any process destroys it. */
export function openChatKeys(db: Kysely<Database>, master: MasterKeys, notifications?: Notifications): ChatKeys {
  // A Map keeps its order: the first entry is about the least recently used.
  const kept = new Map<string, KeyObject>()
  /** How many times keys were dropped here: a key read before the last time may be destroyed, and is not cached. */
  let forgotten = 0
  notifications?.on('chat_key_destroyed', (chatId) => {
    forgotten += 1
    kept.delete(chatId)
  })
  notifications?.onReconnected(() => {
    forgotten += 1
    kept.clear()
  })

  function keep(chatId: string, key: KeyObject): void {
    kept.delete(chatId)
    kept.set(chatId, key)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value as string)
  }

  /** The cached keys, and the chats whose keys are missing. */
  function look(chatIds: string[]): { found: Map<string, KeyObject>; missing: string[] } {
    const found = new Map<string, KeyObject>()
    const missing = new Set<string>()
    for (const chatId of chatIds) {
      const key = kept.get(chatId)
      if (key === undefined) missing.add(chatId)
      else {
        found.set(chatId, key)
        // While there is plenty of room, the order does not matter.
        if (kept.size > mostKept / 2) keep(chatId, key)
      }
    }
    return { found, missing: [...missing] }
  }

  /** `since` is the value of `forgotten` before the row was read. */
  async function unwrap(found: Map<string, KeyObject>, row: Row, since: number): Promise<void> {
    const { chat_session_id, wrapped, master_key_id } = row
    const key = createSecretKey(open((await master.byId(master_key_id)).key, wrapped, chat_session_id))
    found.set(chat_session_id, key)
    if (forgotten === since) keep(chat_session_id, key)
  }

  async function complete(found: Map<string, KeyObject>, reading: Promise<Row[]>): Promise<KeysByChat> {
    const since = forgotten
    for (const row of await reading) await unwrap(found, row, since)
    return found
  }

  /** Leaves out a key that does not open: many chats are written together, and it must not fail the others. */
  async function completeUsable(found: Map<string, KeyObject>, reading: Promise<Row[]>): Promise<KeysByChat> {
    const since = forgotten
    for (const row of await reading) await unwrap(found, row, since).catch(() => {})
    return found
  }

  async function make(chatIds: string[], evenIfOver: boolean): Promise<Row[]> {
    const { id, key } = master.newest()
    const wrapped = chatIds.map((chatId) => seal(key, randomBytes(32), chatId))
    const { rows } = await sql<Row>`
      with made as (
        insert into chat_keys (chat_session_id, wrapped, master_key_id, created_at)
        -- As old as its chat, which is what it is forgotten by.
        select c.id, given.wrapped, ${id}, c.created_at
        from unnest(${chatIds}::uuid[], ${wrapped}::bytea[]) as given (chat, wrapped)
        join chat_sessions c on c.id = given.chat
        where c.status in ('searching', 'active', 'closing') or ${evenIfOver}::boolean
        order by c.id
        -- An update that changes nothing gives back the key that another process made a moment ago.
        on conflict (chat_session_id) do update set master_key_id = chat_keys.master_key_id
        returning chat_session_id, wrapped, master_key_id
      )
      select * from made
      union all
      select chat_session_id, wrapped, master_key_id from chat_keys
      where chat_session_id = any(${chatIds}::uuid[]) and chat_session_id not in (select chat_session_id from made)
    `.execute(db)
    return rows
  }

  async function read(chatIds: string[]): Promise<Row[]> {
    const { rows } = await sql<Row>`
      select chat_session_id, wrapped, master_key_id from chat_keys where chat_session_id = any(${chatIds}::uuid[])
    `.execute(db)
    return rows
  }

  return {
    forWriting(chatIds) {
      const { found, missing } = look(chatIds)
      return missing.length === 0 ? found : completeUsable(found, make(missing, false))
    },
    async forSealing(chatIds) {
      const { found, missing } = look(chatIds)
      return missing.length === 0 ? found : await complete(found, make(missing, true))
    },
    async forReading(chatIds) {
      const { found, missing } = look(chatIds)
      return missing.length === 0 ? found : await complete(found, read(missing))
    },
  }
}
