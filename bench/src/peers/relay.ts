import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'
import { inGroups } from './group-commit'

interface Message {
  chat: string
  side: 'a' | 'b'
  clientId: string
  body: string
}

/** How messages are written: the tables that are made first, the statement, and the arrays that it takes. */
interface Writing {
  table: string
  text: string
  values(messages: Message[]): unknown[]
}

/** A row and its primary key. */
const bare: Writing = {
  table: `create table relayed (id bigserial primary key, chat uuid not null, sender text not null, client_id text not null,
    body text not null, created_at timestamptz not null default now())`,
  text: 'insert into relayed (chat, sender, client_id, body) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) returning id',
  values: (messages) => [
    messages.map(({ chat }) => chat),
    messages.map(({ side }) => side),
    messages.map(({ clientId }) => clientId),
    messages.map(({ body }) => body),
  ],
}

/** What the promises about messages need: `seq` without a gap, in a chat that is locked and open, and repeats recognised. */
const counting: Writing = {
  table: `create table chats (id uuid primary key, status text not null, last_seq integer not null default 0) with (fillfactor = 50);
    create table relayed (chat uuid not null references chats, seq integer not null, sender text not null, client_id uuid not null,
      body text not null, created_at timestamptz not null, primary key (chat, seq), unique (chat, sender, client_id))`,
  text: `with given as materialized (
      select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) with ordinality as given (chat, sender, client_id, body, position)
    ), chat as materialized (
      select id, last_seq from chats where id = any($5::uuid[]) and status = 'active' order by id for no key update
    ), fresh as materialized (
      select given.*, last_seq + row_number() over (partition by given.chat order by position) as seq, clock_timestamp() as at
      from given join chat on chat.id = given.chat
    ), counted as (
      update chats set last_seq = grown.seq from (select chat, max(seq) as seq from fresh group by chat) grown where id = grown.chat
    ), written as (
      insert into relayed select chat, seq, sender, client_id, body, at from fresh
    ) select seq as id from fresh order by position`,
  values: (messages) => [...bare.values(messages), [...new Set(messages.map(({ chat }) => chat))]],
}

/**
 * A bare relay: it writes incoming messages, many in one INSERT and one
 * INSERT at a time, then acks them and sends them to the other side.
 */
async function serve(client: pg.Client, { text, values }: Writing): Promise<string> {
  const write = inGroups<Message, { id: string }>(
    async (messages) => (await client.query<{ id: string }>({ name: 'write', text, values: values(messages) })).rows,
  )

  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], serveClient: false })
  io.on('connection', (socket) => {
    const { chat, side } = socket.handshake.auth as { chat: string; side: 'a' | 'b' }
    void socket.join(`${chat}:${side}`)
    const other = `${chat}:${side === 'a' ? 'b' : 'a'}`
    socket.on('message', (frame: { client_message_id: string; body: string }, ack: (answer: object) => void) => {
      const { client_message_id, body } = frame
      write({ chat, side, clientId: client_message_id, body }, (row) => {
        const id = Number(row?.id)
        ack({ ok: true, id })
        io.to(other).emit('message', { chat_session_id: chat, id, client_message_id, body })
      })
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

async function connected(databaseUrl: string, { table }: Writing): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(table)
  return client
}

answer({
  async open(databaseUrl: string) {
    return await serve(await connected(databaseUrl, bare), bare)
  },
  /** The same relay, with messages written as the product promises; `chats` are the ids of the open chats. */
  async openCounting({ databaseUrl, chats }: { databaseUrl: string; chats: string[] }) {
    const client = await connected(databaseUrl, counting)
    await client.query("insert into chats (id, status) select id, 'active' from unnest($1::uuid[]) as id", [chats])
    return await serve(client, counting)
  },
})
