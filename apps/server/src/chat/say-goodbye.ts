import type { Message, SenderRole } from '@bestie/contracts/chat'
import type { RefusalCode } from '@bestie/contracts/errors'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import type { ChatSessions } from '../db/tables'
import { type Tx, transact } from '../db/transact'
import { pushIfAbsent } from '../notify/push-message'
import { Refusal } from '../refusal'
import { openBody, sealBody } from '../sealing/chat-keys'
import { complete } from './complete-session'
import { countAgain, isUncounted } from './count-again'

/** The goodbye this side has already said. */
interface Before {
  client_message_id: string
  body: string
  sealed: boolean
}

interface Decision {
  outcome: 'said' | 'id_taken' | RefusalCode
  status: ChatSessions['status']['__select__']
  other: string
  both: boolean
  id: string | null
  seq: number | null
  created_at: Date | null
  before: Before | null
}

/**
 * One side's goodbye within the goodbye window: an ordinary message, one per side. The second completes the chat at once.
 * Repeating the same goodbye succeeds and changes nothing. Refuses `not_found`, `chat_not_closing`, `deadline_passed`,
 * `goodbye_already_said`, and `invalid_request` under the `client_message_id` of an earlier message.
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
  const place = { chat_session_id: chatId, sender_role: user.role, client_message_id: clientMessageId }
  const keys = await ctx.chatKeys.forWriting([chatId])
  const key = keys.get(chatId)
  const sealed = key === undefined ? null : sealBody(key, goodbye.body, place)
  const isRepeat = (before: Before) =>
    before.client_message_id === clientMessageId || openBody(keys, { ...place, ...before }) === goodbye.body
  const say = async (tx: Tx) => {
    // Lock first, read after: of two concurrent taps, the second then sees the first one's message.
    await sql`select from chat_sessions where id = ${chatId} and ${me} = ${user.id} for no key update`.execute(tx.db)
    const { rows } = await sql<Decision>`
      with chat as materialized (
        select id, status, last_seq, goodbye_deadline_at, ${other} as other, ${mine} as mine, ${theirs} as theirs
        from chat_sessions
        where id = ${chatId} and ${me} = ${user.id}
          and (${user.role}::text = 'customer' or status in ('active', 'closing', 'completed'))
        for no key update
      ), decision as materialized (
        select chat.*, case
          when mine is not null then 'goodbye_already_said'
          when status <> 'closing' then 'chat_not_closing'
          when goodbye_deadline_at <= clock_timestamp() then 'deadline_passed'
          when exists (select from messages m where m.chat_session_id = chat.id and m.sender_role = ${user.role}
            and m.client_message_id = ${clientMessageId}) then 'id_taken'
          else 'said'
        end as outcome
        from chat
      ), counted as (
        update chat_sessions c set last_seq = c.last_seq + 1, ${mine} = c.last_seq + 1
        from decision where c.id = decision.id and decision.outcome = 'said'
      ), written as (
        insert into messages (chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at)
        select id, last_seq + 1, ${user.role}, ${clientMessageId}, ${sealed}, true, clock_timestamp() from decision where outcome = 'said'
        returning id, seq, created_at
      )
      select decision.outcome, decision.status, decision.other, decision.theirs is not null as both, written.id, written.seq, written.created_at,
        (select json_build_object('client_message_id', m.client_message_id, 'body', m.body, 'sealed', m.sealed)
          from messages m where m.chat_session_id = decision.id and m.seq = decision.mine) as before
      from decision left join written on true
    `.execute(tx.db)
    const decision = rows[0]
    if (decision === undefined) throw new Refusal('not_found')
    if (decision.before !== null && isRepeat(decision.before)) return []
    if (decision.outcome === 'id_taken')
      throw new Refusal('invalid_request', { fields: [{ path: '/client_message_id', message: 'another message has this id' }] })
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
    tx.tell([decision.other, user.id], { name: 'message', data: message }, sealed as string)
    if (decision.both) await complete(tx, chatId)
    return [decision.other]
  }
  const told = await transact(ctx, say).catch(async (error) => {
    if (!isUncounted(error)) throw error
    await countAgain(ctx, [chatId])
    return await transact(ctx, say)
  })
  ctx.availability.changed()
  for (const person of told) void pushIfAbsent(ctx, person, chatId)
}
