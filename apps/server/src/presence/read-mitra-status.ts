import type { MitraStatus } from '@bestie/contracts/pairing'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'
import { liveCustomersOf } from './live-customers'

/** Whether a mitra is online, how many customers they have live chats with, and how many they may have. Refuses `not_found`. */
export async function readMitraStatus(ctx: Ctx, mitraId: string): Promise<MitraStatus> {
  const { rows } = await sql<{ is_online: boolean; live_customers: number }>`
    select m.is_online, ${liveCustomersOf(sql`m.id`)} as live_customers
    from mitras m where m.id = ${mitraId}
  `.execute(ctx.db)
  const status = rows[0]
  if (status === undefined) throw new Refusal('not_found')
  return { ...status, max_customers: ctx.settings.whole('max_customers_per_mitra') }
}
