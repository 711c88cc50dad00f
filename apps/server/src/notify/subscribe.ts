import type { subscribeBody } from '@bestie/contracts/push'
import { sql } from 'kysely'
import type { z } from 'zod'
import { hashOfToken, type User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Most browsers per person that get pushes; each event is one request per browser. */
const mostEach = 10

const foreignKeyViolation = '23503'

/**
 * Stores a browser's subscription for the person signed in there, until that sign-in (`token`) ends; after a sign-in with
 * another account, it belongs to that one. Beyond 10, the oldest goes. Refuses `unauthenticated` if the sign-in has just ended.
 */
export async function subscribe(
  ctx: Ctx,
  user: User,
  token: string,
  { endpoint, keys }: z.output<typeof subscribeBody>,
): Promise<void> {
  const role = user.role as 'customer' | 'mitra'
  const values = { user_id: user.id, role, token_hash: hashOfToken(token), p256dh: keys.p256dh, auth: keys.auth }
  await ctx.db
    .insertInto('push_subscriptions')
    .values({ endpoint, ...values })
    .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(values))
    .execute()
    .catch((error: { code?: string }) => {
      throw error.code === foreignKeyViolation ? new Refusal('unauthenticated') : error
    })
  await sql`
    delete from push_subscriptions where user_id = ${user.id} and endpoint <> ${endpoint} and id not in (
      select id from push_subscriptions where user_id = ${user.id} and endpoint <> ${endpoint}
      order by created_at desc, id desc limit ${mostEach - 1})
  `.execute(ctx.db)
}

/** Removes one's own subscription; a missing one counts as removed. */
export async function unsubscribe(ctx: Ctx, user: User, endpoint: string): Promise<void> {
  await ctx.db.deleteFrom('push_subscriptions').where('endpoint', '=', endpoint).where('user_id', '=', user.id).execute()
}
