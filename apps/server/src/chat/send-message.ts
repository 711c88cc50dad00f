import type { KeyObject } from 'node:crypto'
import type { Message, SenderRole } from '@bestie/contracts/chat'
import type { ChatStatus } from '@bestie/contracts/states'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Ctx } from '../ctx'
import { inBatches } from '../db/in-batches'
import { Refusal } from '../refusal'
import { sealBody } from '../sealing/chat-keys'
import { freshBytes } from '../sealing/fresh-bytes'
import { countAgain, isUncounted } from './count-again'

/** A message as its sender's app gave it; `senderId` comes from the socket's token. */
export interface Draft {
  chatId: string
  senderId: string
  senderRole: SenderRole
  clientMessageId: string
  body: string
}

/** The stored message, and the person at the other side, who is to be told: nobody for a repeat. */
export interface Stored {
  message: Message
  other?: string
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

/** Writes first and reads only about what was not written: nearly every message is new and allowed. */
async function storeAll(ctx: Ctx, drafts: Draft[]): Promise<(Stored | Error)[]> {
  const outcomes = await store(ctx, drafts)
  const others = drafts.filter((_, at) => outcomes[at] === undefined)
  const found = others.length === 0 ? [] : await lookUp(ctx, others)
  return outcomes.map((outcome) => outcome ?? (found.shift() as Stored | Error))
}

/**
 * Stores what is new and allowed; undefined for the rest. A repeat, or a message that nobody counted, makes the database
 * refuse the batch: it is sent again without the repeat, or once counted.
 */
async function store(ctx: Ctx, drafts: Draft[]): Promise<(Stored | undefined)[]> {
  try {
    return await write(ctx, drafts)
  } catch (error) {
    if (isUncounted(error)) {
      await countAgain(
        ctx,
        drafts.map(({ chatId }) => chatId),
      )
      return await store(ctx, drafts)
    }
    if ((error as { constraint?: string }).constraint !== 'messages_sent_once') throw error
    const rest = await withoutRepeats(ctx, drafts)
    const outcomes = await store(ctx, rest)
    return drafts.map((draft) => outcomes[rest.indexOf(draft)])
  }
}

/** Leaves out what is stored already, and the second of two drafts of the same message. */
async function withoutRepeats(ctx: Ctx, drafts: Draft[]): Promise<Draft[]> {
  const found = await lookUp(ctx, drafts)
  const firsts = new Map<string, Draft>()
  drafts.forEach((draft, at) => {
    const name = `${draft.chatId} ${draft.senderId} ${draft.clientMessageId}`
    if (found[at] instanceof Error && !firsts.has(name)) firsts.set(name, draft)
  })
  return [...firsts.values()]
}

/** A message to be stored, under the names that the statements use. */
interface Given {
  /** Its place among the drafts. */
  position: number
  id: string
  chat: string
  sender: string
  client_id: string
  body: string
}

/** What a stored message got from its chat. */
type Fresh = [position: number, seq: number, createdAt: string | Date, other: string]

/** Stores what its sender may write; undefined for the rest. */
async function write(ctx: Ctx, drafts: Draft[]): Promise<(Stored | undefined)[]> {
  const keys = await ctx.chatKeys.forWriting(drafts.map((draft) => draft.chatId))
  const ids = drafts.map(() => uuidv7({ random: freshBytes(16) }))
  const given: Given[] = []
  drafts.forEach((draft, position) => {
    const key = keys.get(draft.chatId)
    // A chat that is over has no key and takes no message.
    if (key === undefined) return
    given.push({
      position,
      id: ids[position] as string,
      chat: draft.chatId,
      sender: draft.senderId,
      client_id: draft.clientMessageId,
      body: sealed(draft, key),
    })
  })
  const outcomes: (Stored | undefined)[] = drafts.map(() => undefined)
  const [first, second] = given
  if (first === undefined) return outcomes
  for (const [position, seq, createdAt, other] of await (second === undefined ? insertOne(ctx, first) : insertAll(ctx, given))) {
    const message = messageOf(drafts[position] as Draft, { id: ids[position] as string, seq, created_at: new Date(createdAt) })
    outcomes[position] = { message, other }
  }
  return outcomes
}

/** Decides whether the sender may write, and the `seq`. A message alone, as most are, costs half of what `insertAll` would. */
async function insertOne(ctx: Ctx, { position, id, chat, sender, client_id, body }: Given): Promise<Fresh[]> {
  // `case` keeps the planner from the index of live chats, which it may prefer with few statistics, and which holds everybody's.
  const { rows } = await sql<{ seq: number; created_at: Date; other: string }>`
    with counted as (
      update chat_sessions set last_seq = last_seq + 1
      where id = ${chat} and case status when 'active' then ${sender} in (customer_id, mitra_id) end
      returning last_seq as seq, clock_timestamp() as created_at, customer_id = ${sender} as by_customer,
        case customer_id when ${sender} then mitra_id else customer_id end as other
    ), written as (
      insert into messages (id, chat_session_id, seq, sender_role, client_message_id, body, sealed, created_at)
      select ${id}::uuid, ${chat}::uuid, seq, case when by_customer then 'customer' else 'mitra' end, ${client_id}, ${body}, true, created_at
      from counted
    )
    select seq, created_at, other from counted
  `.execute(ctx.db)
  return rows.map(({ seq, created_at, other }) => [position, seq, created_at, other])
}

/**
 * One statement decides for every message whether its sender may write, and its `seq`. It locks the chats'
 * rows first, in order, so that either a close waits for the message or the message finds the chat closed.
 */
async function insertAll(ctx: Ctx, given: Given[]): Promise<Fresh[]> {
  // One row for all of them: pg spends more on a row of its own for each message than JSON.parse on its share of this one.
  const { rows } = await sql<{ fresh: Fresh[] | null }>`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(given)}::json)
        as given (position integer, id uuid, chat uuid, sender uuid, client_id text, body text)
    ), chat as materialized (
      -- By its id alone: with few statistics the planner may prefer the index of live chats, which holds everybody's.
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
  return rows[0]?.fresh ?? []
}

/** The body, as it is stored. */
function sealed({ chatId, senderRole, clientMessageId, body }: Draft, key: KeyObject): string {
  return sealBody(key, body, { chat_session_id: chatId, sender_role: senderRole, client_message_id: clientMessageId })
}

/** Returns the stored messages, and for the others why they are refused. */
async function lookUp(ctx: Ctx, drafts: Draft[]): Promise<(Stored | Error)[]> {
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
  return drafts.map((draft, index) => outcomeOf(draft, found.get(index + 1)))
}

function outcomeOf(draft: Draft, found: { state: ChatStatus; id: string | null; seq: number; created_at: Date } | undefined) {
  if (found === undefined) return new Refusal('not_found')
  const { state, id, seq, created_at } = found
  if (id !== null) return { message: messageOf(draft, { id, seq, created_at }) }
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
