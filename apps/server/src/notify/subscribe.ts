import type { subscribeBody } from '@bestie/contracts/push'
import type { z } from 'zod'
import type { User } from '../auth/tokens'
import type { Ctx } from '../ctx'

/** Keeps a browser's subscription for whoever is signed in there now; the same browser under another account changes hands. */
export async function subscribe(ctx: Ctx, user: User, { endpoint, keys }: z.output<typeof subscribeBody>): Promise<void> {
  const values = { user_id: user.id, role: user.role as 'customer' | 'mitra', p256dh: keys.p256dh, auth: keys.auth }
  await ctx.db
    .insertInto('push_subscriptions')
    .values({ endpoint, ...values })
    .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(values))
    .execute()
}

/** Forgets a subscription of one's own; one that is not there is forgotten already. */
export async function unsubscribe(ctx: Ctx, user: User, endpoint: string): Promise<void> {
  await ctx.db.deleteFrom('push_subscriptions').where('endpoint', '=', endpoint).where('user_id', '=', user.id).execute()
}
