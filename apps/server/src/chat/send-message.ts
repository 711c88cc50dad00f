import type { Message, SenderRole } from '@bestie/contracts/chat'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { inBatches } from '../db/in-batches'
import { Refusal } from '../refusal'
import { type KeysByChat, sealBody } from '../sealing/chat-keys'

/** A message as its sender's app gave it; `senderId` is who the socket's token says. */
export interface Draft {
  chatId: string
  senderId: string
  senderRole: SenderRole
  clientMessageId: string
  body: string
}

/** The stored message, and whose devices are to get it. A repeat of a stored one has nobody left to tell. */
export interface Stored {
  message: Message
  to: string[]
}

/**
 * Stores a message once for its `clientMessageId`, and resolves when it is committed; a repeat answers what was stored. Refuses
 * `not_found` for anybody who has no part in the chat, `chat_not_active` once it closes. A crowd shares its commits. A chat is never in
 * two of them at once, which keeps each sender's order.
 */
export const sendMessage = inBatches<Draft, Stored>({
  run: (ctx, drafts) => store(ctx, drafts),
  about: ({ chatId }) => [chatId.toLowerCase()],
  together: true,
  most: 200,
  atOnce: 2,
})

interface Row {
  position: number
  chat_status: 'active' | 'closing' | 'completed' | null
  other: string | null
  is_new: boolean
  id: string | null
  seq: number | null
  created_at: Date | null
}

/**
 * One statement decides for every message whether its sender may write, which `seq` it gets, and whether it was stored before. The
 * chats' rows are locked first, in order, so a close waits for the message or the message finds the chat closed.
 */
async function store(ctx: Ctx, drafts: Draft[], retried = false): Promise<(Stored | Error)[]> {
  const keys = await ctx.chatKeys.forWriting(drafts.map((draft) => draft.chatId))
  const given = JSON.stringify(drafts.map((draft, position) => ({ position, ...asGiven(draft, keys) })))
  try {
    const { rows } = await sql<Row>`
      with given as materialized (
        select * from jsonb_to_recordset(${given}::jsonb)
          as given (position integer, chat uuid, sender uuid, role text, client_id text, body text)
      ), chat as materialized (
        select id, status, last_seq, customer_id, mitra_id from chat_sessions
        where id in (select chat from given) and status in ('active', 'closing', 'completed')
        order by id for no key update
      ), message as materialized (
        select given.*, chat.status, chat.last_seq,
          case when given.role = 'customer' then chat.mitra_id else chat.customer_id end as other,
          stored.id as stored_id, stored.seq as stored_seq, stored.created_at as stored_at,
          row_number() over (partition by given.chat, given.role, given.client_id order by position) as occurrence
        from given
        join chat on chat.id = given.chat and given.sender = case when given.role = 'customer' then chat.customer_id else chat.mitra_id end
        left join messages stored
          on stored.chat_session_id = given.chat and stored.sender_role = given.role and stored.client_message_id = given.client_id
      ), fresh as materialized (
        select *, last_seq + row_number() over (partition by chat order by position) as seq
        from message where status = 'active' and stored_id is null and occurrence = 1 and body is not null
      ), counted as (
        update chat_sessions c set last_seq = grown.seq
        from (select chat, max(seq) as seq from fresh group by chat) grown
        where c.id = grown.chat
      ), written as (
        insert into messages (chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at)
        select chat, seq, role, client_id, body, true, clock_timestamp() from fresh
        returning id, chat_session_id, seq, sender_role, client_message_id, created_at
      )
      select given.position, message.status as chat_status, message.other,
        message.stored_id is null and message.occurrence = 1 and written.id is not null as is_new,
        coalesce(message.stored_id, written.id) as id, coalesce(message.stored_seq, written.seq) as seq,
        coalesce(message.stored_at, written.created_at) as created_at
      from given
      left join message on message.position = given.position
      left join written on written.chat_session_id = given.chat and written.sender_role = given.role
        and written.client_message_id = given.client_id
      order by given.position
    `.execute(ctx.db)
    return rows.map((row, index) => outcomeOf(row, drafts[index] as Draft))
  } catch (error) {
    // Another instance stored the same message between this statement's snapshot and its lock: a new snapshot sees it.
    if (!retried && (error as { constraint?: string }).constraint === 'messages_sent_once') return await store(ctx, drafts, true)
    throw error
  }
}

/** A draft as the statement takes it. Without a key, as in a chat that is over, there is no body, and nothing is stored. */
function asGiven({ chatId, senderId, senderRole, clientMessageId, body }: Draft, keys: KeysByChat) {
  const chat = chatId.toLowerCase()
  const key = keys.get(chat)
  const place = { chat_session_id: chat, sender_role: senderRole, client_message_id: clientMessageId }
  return { chat, sender: senderId, role: senderRole, client_id: clientMessageId, body: key && sealBody(key, body, place) }
}

function outcomeOf(row: Row, draft: Draft): Stored | Error {
  if (row.chat_status === null || row.other === null) return new Refusal('not_found')
  if (row.id === null && row.chat_status === 'active') return new Error('the key of this chat does not open')
  if (row.id === null || row.seq === null || row.created_at === null)
    return new Refusal('chat_not_active', { state: row.chat_status })
  const message: Message = {
    chat_session_id: draft.chatId,
    id: row.id,
    seq: row.seq,
    client_message_id: draft.clientMessageId,
    sender_role: draft.senderRole,
    body: draft.body,
    created_at: row.created_at.toISOString(),
  }
  return { message, to: row.is_new ? [row.other, draft.senderId] : [] }
}
