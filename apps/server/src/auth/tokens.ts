import { hash, randomBytes } from 'node:crypto'
import type { Role } from '@bestie/contracts/auth'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Notifications } from '../db/notifications'
import type { Database } from '../db/tables'

/** The person a token belongs to. */
export interface User {
  id: string
  role: Role
}

interface Known {
  user: User
  /** When the token expires, in ms since the epoch. */
  expiresAt: number
  /** When the database last noted that the token is in use, in ms since the epoch. */
  notedAt: number
}

/** How long customers, mitra and command-line users stay signed in. */
const usualLifetimeDays = 90
/** How many recognised tokens to cache; beyond that, the cache begins anew. */
const mostKnown = 200_000
/** How often to note that a token is in use, in ms: enough to tell today from last week. */
const noteEvery = 10 * 60_000

/** Issues, recognises and revokes access tokens. The database keeps only their hashes. */
export interface Tokens {
  /** A new token for this user, valid for 90 days, on a device that calls itself `userAgent`. */
  issue(user: User, userAgent?: string | undefined): Promise<string>
  /**
   * The person the token belongs to, or undefined. A token seen before needs no database query; now and then its use is
   * noted there, unless `noting` is false: polls write nothing.
   */
  recognise(token: string, options?: { noting: boolean }): Promise<User | undefined>
  /** The same without noting, synchronously, for a token recognised before; undefined where that would need a database query. */
  recogniseKnown(token: string): User | undefined
  revoke(token: string): Promise<void>
  /** Forgets these tokens here at once; the database tells the other processes that they were revoked. */
  forget(tokenHashes: Buffer[]): void
  /** Calls `handler` with the hash of every revoked token, whichever process revoked it. */
  onRevoked(handler: (tokenHash: string) => void): void
}

/** The hash under which a token is stored, so that reading the database does not allow signing in. */
export function hashOfToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

/** The same as text, as the database reports it. One call: a Node Hash object costs seven times as much. */
const nameOfToken = (token: string): string => hash('sha256', token)

/** Stores a new token for this user, valid for `lifetimeDays` (default 90), with the address it was requested from. */
export async function issueToken(
  db: Kysely<Database>,
  user: User,
  {
    lifetimeDays = usualLifetimeDays,
    address,
    userAgent,
  }: { lifetimeDays?: number; address?: string; userAgent?: string | undefined } = {},
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('access_tokens')
    .values({
      token_hash: hashOfToken(token),
      user_id: user.id,
      role: user.role,
      expires_at: sql<Date>`clock_timestamp() + make_interval(days => ${lifetimeDays})`,
      address: address ?? null,
      user_agent: userAgent?.slice(0, 300) ?? null,
    })
    .execute()
  return token
}

/** Tokens over `db`, with a cache of recognised ones that the database's notifications (`token_revoked`) keep current. */
export function openTokens(db: Kysely<Database>, notifications: Notifications, log: Logger): Tokens {
  const known = new Map<string, Known>()
  const handlers: ((tokenHash: string) => void)[] = []
  /** How many times a token was removed from the cache here. */
  let forgotten = 0
  function forget(name: string): void {
    forgotten += 1
    known.delete(name)
    for (const handler of handlers) handler(name)
  }
  notifications.on('token_revoked', forget)
  /** Tokens that were in use when the connection broke, and of which it is not known yet whether they still stand. */
  const doubtful = new Set<string>()
  notifications.onReconnected(() => {
    forgotten += 1
    for (const name of known.keys()) doubtful.add(name)
    known.clear()
    tellWhatWasMissed().catch((error) => log.warn({ err: error }, 'could not look for tokens that were revoked meanwhile'))
  })

  /** Reports tokens that were in use before the connection broke and are gone now: their revocation was missed. */
  async function tellWhatWasMissed(): Promise<void> {
    const names = [...doubtful]
    const { rows } = await sql<{ name: string }>`
      select encode(token_hash, 'hex') as name from access_tokens where token_hash in (select decode(unnest(${names}::text[]), 'hex'))
    `.execute(db)
    const standing = new Set(rows.map(({ name }) => name))
    for (const name of names) {
      doubtful.delete(name)
      if (!standing.has(name)) for (const handler of handlers) handler(name)
    }
  }

  /** Notes that a customer's or a mitra's token is in use; `readStanding` notes operators'. */
  function noteUse(token: string, found: Known): void {
    const isNotedHere = found.user.role === 'customer' || found.user.role === 'mitra'
    if (!isNotedHere || Date.now() - found.notedAt < noteEvery) return
    found.notedAt = Date.now()
    sql`update access_tokens set last_used_at = clock_timestamp() where token_hash = ${hashOfToken(token)}`
      .execute(db)
      .catch((error) => log.warn({ err: error }, 'could not note that a token is in use'))
  }

  return {
    issue: (user, userAgent) => issueToken(db, user, { userAgent }),
    async recognise(token, options = { noting: true }) {
      const name = nameOfToken(token)
      let found = known.get(name)
      if (found === undefined) {
        const before = forgotten
        const row = await db
          .selectFrom('access_tokens')
          .select(['user_id', 'role', 'expires_at', sql<Date>`coalesce(last_used_at, created_at)`.as('seen_at')])
          .where('token_hash', '=', hashOfToken(token))
          .where('expires_at', '>', sql<Date>`clock_timestamp()`)
          .executeTakeFirst()
        if (row === undefined) return undefined
        // This very token may have been revoked after it was read.
        if (forgotten !== before) return await this.recognise(token, options)
        found = { user: { id: row.user_id, role: row.role }, expiresAt: row.expires_at.getTime(), notedAt: row.seen_at.getTime() }
        if (known.size >= mostKnown) known.clear()
        known.set(name, found)
      }
      if (found.expiresAt <= Date.now()) return undefined
      if (options.noting) noteUse(token, found)
      return found.user
    },
    recogniseKnown(token) {
      const found = known.get(nameOfToken(token))
      if (found === undefined || found.expiresAt <= Date.now()) return undefined
      return found.user
    },
    async revoke(token) {
      await db.deleteFrom('access_tokens').where('token_hash', '=', hashOfToken(token)).execute()
      forget(nameOfToken(token))
    },
    forget: (tokenHashes) => tokenHashes.forEach((each) => void forget(each.toString('hex'))),
    onRevoked: (handler) => void handlers.push(handler),
  }
}
