import type { Message, SenderRole } from '@bestie/contracts/chat'
import type { RefusalCode } from '@bestie/contracts/errors'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import { transact } from '../db/transact'
import { Refusal } from '../refusal'
import { complete } from './complete-session'

interface Decision {
  outcome: 'said' | 'said_before' | RefusalCode
  status: 'active' | 'closing' | 'completed'
  other: string
  both: boolean
  id: string | null
  seq: number | null
  created_at: Date | null
}

/**
 * One side's goodbye inside the goodbye window: a message like any other, one for each side. The second of the two completes the
 * chat at once. The same goodbye again answers the same. Refuses `not_found`, `chat_not_closing`, `deadline_passed`,
 * `goodbye_already_said`.
 */
export async function sayGoodbye(
  ctx: Ctx,
  user: { id: string; role: SenderRole },
  chatId: string,
  goodbye: { body: string; client_message_id?: string | undefined },
): Promise<void> {
  const mine = sql.ref(user.role === 'customer' ? 'customer_goodbye_seq' : 'mitra_goodbye_seq')
  const theirs = sql.ref(user.role === 'customer' ? 'mitra_goodbye_seq' : 'customer_goodbye_seq')
  const me = sql.ref(user.role === 'customer' ? 'customer_id' : 'mitra_id')
  const other = sql.ref(user.role === 'customer' ? 'mitra_id' : 'customer_id')
  const clientMessageId = goodbye.client_message_id ?? uuidv7()
  await transact(ctx, async (tx) => {
    // Locked first and looked at after: of the same tap twice at once, the second's snapshot has the first's message.
    await sql`select from chat_sessions where id = ${chatId} and ${me} = ${user.id} for no key update`.execute(tx.db)
    const { rows } = await sql<Decision>`
      with chat as materialized (
        select id, status, last_seq, goodbye_deadline_at, ${other} as other, ${mine} as mine, ${theirs} as theirs
        from chat_sessions
        where id = ${chatId} and ${me} = ${user.id} and status in ('active', 'closing', 'completed')
        for no key update
      ), decision as materialized (
        select chat.*, case
          when mine is not null and exists (
            select from messages m where m.chat_session_id = chat.id and m.seq = chat.mine
              and (m.client_message_id = ${clientMessageId} or m.body = ${goodbye.body})) then 'said_before'
          when mine is not null then 'goodbye_already_said'
          when status <> 'closing' then 'chat_not_closing'
          when goodbye_deadline_at <= clock_timestamp() then 'deadline_passed'
          else 'said'
        end as outcome
        from chat
      ), counted as (
        update chat_sessions c set last_seq = c.last_seq + 1, ${mine} = c.last_seq + 1
        from decision where c.id = decision.id and decision.outcome = 'said'
      ), written as (
        insert into messages (chat_session_id, seq, sender_role, client_message_id, body, created_at)
        select id, last_seq + 1, ${user.role}, ${clientMessageId}, ${goodbye.body}, clock_timestamp() from decision where outcome = 'said'
        returning id, seq, created_at
      )
      select decision.outcome, decision.status, decision.other, decision.theirs is not null as both, written.id, written.seq, written.created_at
      from decision left join written on true
    `.execute(tx.db)
    const decision = rows[0]
    if (decision === undefined) throw new Refusal('not_found')
    if (decision.outcome === 'said_before') return
    if (decision.outcome !== 'said') throw new Refusal(decision.outcome, { state: decision.status })
    const message: Message = {
      chat_session_id: chatId,
      id: decision.id as string,
      seq: decision.seq as number,
      client_message_id: clientMessageId,
      sender_role: user.role,
      body: goodbye.body,
      created_at: (decision.created_at as Date).toISOString(),
    }
    tx.tell([decision.other, user.id], { name: 'message', data: message })
    if (decision.both) await complete(tx, chatId)
  })
  ctx.availability.changed()
}
