import type { KeyObject } from 'node:crypto'
import type { Message, SenderRole } from '@bestie/contracts/chat'
import type { ChatStatus } from '@bestie/contracts/states'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import { inBatches } from '../db/in-batches'
import { Refusal } from '../refusal'
import { type KeysByChat, sealBody } from '../sealing/chat-keys'
import { freshBytes } from '../sealing/fresh-bytes'

/** A message as its sender's app gave it; `senderId` comes from the socket's token. */
export interface Draft {
  chatId: string
  senderId: string
  senderRole: SenderRole
  clientMessageId: string
  body: string
}

/** The stored message, and the people whose devices receive it: none for a repeat. */
export interface Stored {
  message: Message
  to: string[]
}

/**
 * Stores a message once per `clientMessageId` and resolves when it is committed; a repeat returns the stored
 * one. Refuses `not_found` for anybody who has no part in the chat, and `chat_not_active` once it closes.
 * Concurrent messages share commits. A chat is never in two of them at once, which keeps each sender's order.
 */
export const sendMessage = inBatches<Draft, Stored>({
  run: storeAll,
  about: ({ chatId }) => [chatId],
  together: true,
  most: 200,
  atOnce: 2,
})

type Outcomes = Map<Draft, Stored | Error>

async function storeAll(ctx: Ctx, drafts: Draft[]): Promise<(Stored | Error)[]> {
  const firsts = new Map<string, Draft>()
  const firstOf = drafts.map((draft) => {
    const name = `${draft.chatId} ${draft.senderId} ${draft.clientMessageId}`
    const first = firsts.get(name) ?? draft
    firsts.set(name, first)
    return first
  })
  const outcomes = await store(ctx, [...firsts.values()])
  return drafts.map((draft, index) => {
    const first = firstOf[index] as Draft
    const outcome = outcomes.get(first) as Stored | Error
    // A repeat within the batch: the other side is told once.
    return outcome instanceof Error || first === draft ? outcome : { ...outcome, to: [] }
  })
}

/**
 * Writes first and reads only if that fails: nearly every message is new and allowed. Looks up those that were not written.
 * A repeat makes the database refuse the batch: the messages already stored are then taken out, and the rest written.
 */
async function store(ctx: Ctx, drafts: Draft[]): Promise<Outcomes> {
  let outcomes: Outcomes
  try {
    outcomes = await write(ctx, drafts)
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'messages_sent_once') throw error
    outcomes = await lookUp(ctx, drafts)
    for (const [draft, outcome] of outcomes) if (outcome instanceof Error) outcomes.delete(draft)
    return join(outcomes, await store(ctx, missingIn(outcomes, drafts)))
  }
  const others = missingIn(outcomes, drafts)
  return others.length === 0 ? outcomes : join(outcomes, await lookUp(ctx, others))
}

const missingIn = (outcomes: Outcomes, drafts: Draft[]) => drafts.filter((draft) => !outcomes.has(draft))
const join = (some: Outcomes, others: Outcomes): Outcomes => new Map([...some, ...others])

/**
 * One statement decides for every message whether its sender may write, and its `seq`. It locks the chats'
 * rows first, in order, so that either a close waits for the message or the message finds the chat closed.
 */
async function write(ctx: Ctx, drafts: Draft[]): Promise<Outcomes> {
  const keys = await ctx.chatKeys.forWriting(drafts.map((draft) => draft.chatId))
  // A chat that is over has no key and takes no message.
  const given = drafts.filter((draft) => keys.has(draft.chatId))
  if (given.length === 0) return new Map()
  const messages = given.map((draft, position) => ({
    position,
    id: uuidv7({ random: freshBytes(16) }),
    chat: draft.chatId,
    sender: draft.senderId,
    client_id: draft.clientMessageId,
    body: sealed(draft, keys),
  }))
  // One row for all of them: pg spends more on a row of its own for each message than JSON.parse on its share of this one.
  const { rows } = await sql<{ fresh: [position: number, seq: number, createdAt: string, other: string][] | null }>`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(messages)}::json)
        as given (position integer, id uuid, chat uuid, sender uuid, client_id text, body text)
    ), chat as materialized (
      -- By its id alone: an index of live chats, which few statistics may prefer, holds everybody's.
      select id, status, last_seq, customer_id, mitra_id from chat_sessions
      where id = any(array(select distinct chat from given)) order by id for no key update
    ), fresh as materialized (
      select given.*, clock_timestamp() as created_at, given.sender = chat.customer_id as by_customer,
        chat.last_seq + row_number() over (partition by given.chat order by given.position) as seq,
        case when given.sender = chat.customer_id then chat.mitra_id else chat.customer_id end as other
      from given join chat on chat.id = given.chat
      where chat.status = 'active' and given.sender in (chat.customer_id, chat.mitra_id)
    ), counted as (
      update chat_sessions c set last_seq = grown.seq
      from (select chat, max(seq) as seq from fresh group by chat) grown
      where c.id = grown.chat
    ), written as (
      insert into messages (id, chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at)
      select id, chat, seq, case when by_customer then 'customer' else 'mitra' end, client_id, body, true, created_at
      from fresh order by position
    )
    select json_agg(json_build_array(position, seq, created_at, other)) as fresh from fresh
  `.execute(ctx.db)
  return new Map(
    (rows[0]?.fresh ?? []).map(([position, seq, createdAt, other]) => {
      const [draft, { id }] = [given[position] as Draft, messages[position] as { id: string }]
      const message = messageOf(draft, { id, seq, created_at: new Date(createdAt) })
      return [draft, { message, to: [other, draft.senderId] }]
    }),
  )
}

/** The body, as it is stored. */
function sealed({ chatId, senderRole, clientMessageId, body }: Draft, keys: KeysByChat): string {
  const place = { chat_session_id: chatId, sender_role: senderRole, client_message_id: clientMessageId }
  return sealBody(keys.get(chatId) as KeyObject, body, place)
}

/** Returns the stored messages, and for the others why they are refused. */
async function lookUp(ctx: Ctx, drafts: Draft[]): Promise<Outcomes> {
  const { rows } = await sql<{ position: number; state: ChatStatus; id: string | null; seq: number; created_at: Date }>`
    select given.position::integer, c.status as state, m.id, m.seq, m.created_at
    from unnest(${drafts.map(({ chatId }) => chatId)}::uuid[], ${drafts.map(({ senderId }) => senderId)}::uuid[],
      ${drafts.map(({ senderRole }) => senderRole)}::text[], ${drafts.map(({ clientMessageId }) => clientMessageId)}::text[])
      with ordinality as given (chat, sender, role, client_id, position)
    join chat_sessions c on c.id = given.chat and c.status in ('active', 'closing', 'completed')
      and given.sender = case when given.role = 'customer' then c.customer_id else c.mitra_id end
    left join messages m on m.chat_session_id = c.id and m.sender_role = given.role and m.client_message_id = given.client_id
  `.execute(ctx.db)
  const found = new Map(rows.map((row) => [row.position, row]))
  return new Map(drafts.map((draft, index) => [draft, outcomeOf(draft, found.get(index + 1))]))
}

function outcomeOf(draft: Draft, found: { state: ChatStatus; id: string | null; seq: number; created_at: Date } | undefined) {
  if (found === undefined) return new Refusal('not_found')
  const { state, id, seq, created_at } = found
  if (id !== null) return { message: messageOf(draft, { id, seq, created_at }), to: [] }
  return state === 'active' ? new Error('the key of this chat does not open') : new Refusal('chat_not_active', { state })
}

function messageOf(draft: Draft, stored: { id: string; seq: number; created_at: Date }): Message {
  return {
    chat_session_id: draft.chatId,
    id: stored.id,
    seq: stored.seq,
    client_message_id: draft.clientMessageId,
    sender_role: draft.senderRole,
    body: draft.body,
    created_at: stored.created_at.toISOString(),
  }
}
