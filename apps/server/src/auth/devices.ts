import type { Devices } from '@bestie/contracts/devices'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { hashOfToken, type User } from './tokens'

/** Where this person is signed in, at most the latest 100 devices; the one with `token` is the current one. */
export async function listDevices(ctx: Ctx, user: User, token: string): Promise<Devices> {
  const { rows } = await sql<{
    id: string
    user_agent: string | null
    created_at: Date
    last_seen_at: Date
    is_current: boolean
  }>`
    select id, user_agent, created_at, coalesce(last_used_at, created_at) as last_seen_at, token_hash = ${hashOfToken(token)} as is_current
    from access_tokens
    where user_id = ${user.id} and expires_at > clock_timestamp()
    order by token_hash = ${hashOfToken(token)} desc, coalesce(last_used_at, created_at) desc
    limit 100
  `.execute(ctx.db)
  return {
    items: rows.map(({ created_at, last_seen_at, ...row }) => ({
      ...row,
      signed_in_at: created_at.toISOString(),
      last_seen_at: last_seen_at.toISOString(),
    })),
    next_cursor: null,
  }
}

/** Signs out one of one's own devices: its sockets close in every process, its pushes end. Refuses `not_found` for any other. */
export async function signOutDevice(ctx: Ctx, user: User, deviceId: string): Promise<void> {
  const revoked = await ctx.db
    .deleteFrom('access_tokens')
    .where('id', '=', deviceId)
    .where('user_id', '=', user.id)
    .returning('token_hash')
    .execute()
  if (revoked.length === 0) throw new Refusal('not_found')
  ctx.tokens.forget(revoked.map(({ token_hash }) => token_hash))
}

/** Signs out all of this person's devices except the one with `token`. */
export async function signOutOtherDevices(ctx: Ctx, user: User, token: string): Promise<void> {
  const revoked = await ctx.db
    .deleteFrom('access_tokens')
    .where('user_id', '=', user.id)
    .where('token_hash', '!=', hashOfToken(token))
    .returning('token_hash')
    .execute()
  ctx.tokens.forget(revoked.map(({ token_hash }) => token_hash))
}
