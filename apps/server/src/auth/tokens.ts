import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '@bestie/contracts/auth'
import { type Kysely, sql } from 'kysely'
import type { Notifications } from '../db/notifications'
import type { Database } from '../db/tables'

/** Who is asking, as their token says. */
export interface User {
  id: string
  role: Role
}

interface Known {
  user: User
  expiresAt: number
}

const lifetimeDays = 90
const mostKnown = 200_000

/** Issues, recognises and revokes access tokens. The database keeps only their hashes. */
export interface Tokens {
  /** A new token for this user, valid for 90 days. */
  issue(user: User): Promise<string>
  /** Who the token belongs to, or undefined. A token seen before is answered without the database. */
  recognise(token: string): Promise<User | undefined>
  revoke(token: string): Promise<void>
  /** Called with the hash of every token that was revoked, in whatever process. */
  onRevoked(handler: (tokenHash: string) => void): void
}

/** The name under which a token is kept: whoever reads the database cannot sign in with it. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Stores a new token for this user, valid for `lifetimeDays`, with where it was asked for. */
export async function issueToken(
  db: Kysely<Database>,
  user: User,
  { lifetimeDays, address, userAgent }: { lifetimeDays: number; address?: string; userAgent?: string | undefined },
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

/** Tokens over `db`, with a copy of the recognised ones that the database's own word (`token_revoked`) keeps true. */
export function openTokens(db: Kysely<Database>, notifications: Notifications | undefined): Tokens {
  const known = new Map<string, Known>()
  const handlers: ((tokenHash: string) => void)[] = []
  notifications?.on('token_revoked', (hash) => {
    known.delete(hash)
    for (const handler of handlers) handler(hash)
  })
  notifications?.onReconnected(() => known.clear())

  return {
    issue: (user) => issueToken(db, user, { lifetimeDays }),
    async recognise(token) {
      const hash = hashOfToken(token)
      const name = hash.toString('hex')
      let found = known.get(name)
      if (found === undefined) {
        const row = await db
          .selectFrom('access_tokens')
          .select(['user_id', 'role', 'expires_at'])
          .where('token_hash', '=', hash)
          .where('expires_at', '>', sql<Date>`clock_timestamp()`)
          .executeTakeFirst()
        if (row === undefined) return undefined
        found = { user: { id: row.user_id, role: row.role }, expiresAt: row.expires_at.getTime() }
        if (notifications !== undefined) {
          if (known.size >= mostKnown) known.clear()
          known.set(name, found)
        }
      }
      return found.expiresAt > Date.now() ? found.user : undefined
    },
    async revoke(token) {
      await db.deleteFrom('access_tokens').where('token_hash', '=', hashOfToken(token)).execute()
    },
    onRevoked: (handler) => void handlers.push(handler),
  }
}
