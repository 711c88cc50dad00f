import type { MitraInBrief } from '@bestie/contracts/payment'
import type { CauseTag, RepaymentKind, RepaymentStatus } from '@bestie/contracts/states'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/tables'
import type { Happened } from './in-order'

/** Failures that match `which` (on `f`), with all their repayments. */
export async function failureEvents(db: Kysely<Database>, which: RawBuilder<unknown>): Promise<Happened[]> {
  const [failures, repayments] = await Promise.all([
    sql<{ id: string; cause_tag: CauseTag; amount: number; created_at: Date; targeted_mitra: MitraInBrief | null }>`
      -- Written in one transaction with the request's end, whose clock was read a moment later.
      select f.id, f.cause_tag, f.amount, greatest(f.created_at, c.ended_at) as created_at,
        case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as targeted_mitra
      from pairing_failures f left join mitras m on m.id = f.targeted_mitra_id
        left join chat_sessions c on c.id = f.chat_session_id and c.started_at is null
      where ${which} order by f.id
    `.execute(db),
    sql<{
      id: string
      failure_id: string
      kind: RepaymentKind
      gateway_amount: number
      credit_amount: number
      status: RepaymentStatus
      created_at: Date
      changed_at: Date
    }>`
      select r.id, r.pairing_failure_id as failure_id, r.kind, r.gateway_amount, r.credit_amount, r.status, r.created_at, r.changed_at
      from repayments r join pairing_failures f on f.id = r.pairing_failure_id where ${which} order by r.id
    `.execute(db),
  ])
  return [
    ...failures.rows.map(
      ({ id, created_at, ...failure }): Happened => ({ type: 'failed', at: created_at, failure_id: id, ...failure }),
    ),
    ...repayments.rows.flatMap(({ id, created_at, changed_at, status, ...asked }): Happened[] => [
      { type: 'repayment_requested', at: created_at, repayment_id: id, ...asked },
      ...(status === 'requested' ? [] : [{ type: 'repayment_changed' as const, at: changed_at, repayment_id: id, status }]),
    ]),
  ]
}
