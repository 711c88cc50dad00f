import type { subscribeBody } from '@bestie/contracts/push'
import { sql } from 'kysely'
import type { z } from 'zod'
import { hashOfToken, type User } from '../auth/tokens'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Most browsers of one person that get pushes; each event is a request for every one of them. */
const mostEach = 10

const foreignKeyViolation = '23503'

/**
 * Keeps a browser's subscription for whoever is signed in there now, until that sign-in (`token`) ends; the same browser under another
 * account changes hands. Of more than 10, the oldest goes. Refuses `unauthenticated` where it has just ended.
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
      select id from push_subscriptions where user_id = ${user.id} and endpoint <> ${endpoint} order by id desc limit ${mostEach - 1})
  `.execute(ctx.db)
}

/** Forgets a subscription of one's own; one that is not there is forgotten already. */
export async function unsubscribe(ctx: Ctx, user: User, endpoint: string): Promise<void> {
  await ctx.db.deleteFrom('push_subscriptions').where('endpoint', '=', endpoint).where('user_id', '=', user.id).execute()
}
