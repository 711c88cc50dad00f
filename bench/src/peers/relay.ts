import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'

interface Waiting {
  chat: string
  sender: string
  clientId: string
  body: string
  done(id: number): void
}

/**
 * A bare relay: it writes incoming messages, many in one INSERT and one
 * INSERT at a time, then acks them and sends them to the other side.
 */
async function open(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`create table relayed (id bigserial primary key, chat uuid not null, sender text not null, client_id text not null,
    body text not null, created_at timestamptz not null default now())`)
  let waiting: Waiting[] = []
  let isWriting = false

  async function write(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const { rows } = await client.query<{ id: string }>({
        name: 'write',
        text: 'insert into relayed (chat, sender, client_id, body) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) returning id',
        values: [
          batch.map(({ chat }) => chat),
          batch.map(({ sender }) => sender),
          batch.map(({ clientId }) => clientId),
          batch.map(({ body }) => body),
        ],
      })
      batch.forEach(({ done }, number) => void done(Number(rows[number]?.id)))
    }
    isWriting = false
  }

  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], serveClient: false })
  io.on('connection', (socket) => {
    const { chat, side } = socket.handshake.auth as { chat: string; side: string }
    void socket.join(`${chat}:${side}`)
    const other = `${chat}:${side === 'a' ? 'b' : 'a'}`
    socket.on('message', (frame: { client_message_id: string; body: string }, ack: (answer: object) => void) => {
      const { client_message_id, body } = frame
      waiting.push({
        chat,
        sender: side,
        clientId: client_message_id,
        body,
        done(id) {
          ack({ ok: true, id })
          io.to(other).emit('message', { chat_session_id: chat, id, client_message_id, body })
        },
      })
      if (!isWriting) setImmediate(() => !isWriting && void write())
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

answer({ open })
