import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'

/**
 * Matching the plain way: a transaction that locks the request's row for every accept, and an INSERT
 * for each mitra who is asked. A token is the person's number; the first `mitras` people are mitra.
 */
async function open({ databaseUrl, mitras }: { databaseUrl: string; mitras: number }): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
  await pool.query('create table requests (id uuid primary key, customer text not null, status text not null, mitra text)')
  await pool.query(
    'create table asked (request uuid not null, mitra text not null, status text not null, primary key (request, mitra))',
  )

  async function inTransaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  const app = Fastify()
  const personOf = (headers: { authorization?: string | undefined }) => (headers.authorization ?? '').slice('Bearer '.length)
  app.post('/api/client/chats/start', async ({ headers }) => {
    const [id, customer] = [randomUUID(), personOf(headers)]
    await inTransaction(async (client) => {
      await client.query("insert into requests (id, customer, status) values ($1, $2, 'searching')", [id, customer])
      for (let mitra = 0; mitra < mitras; mitra += 1)
        await client.query("insert into asked (request, mitra, status) values ($1, $2, 'sent')", [id, String(mitra)])
    })
    for (let mitra = 0; mitra < mitras; mitra += 1)
      io.to(String(mitra)).emit('chat_request', { chat_session_id: id, call_name: customer })
    return { chat_session_id: id }
  })
  app.post<{ Params: { id: string } }>('/api/mitra/requests/:id/accept', async ({ headers, params: { id } }, reply) => {
    const mitra = personOf(headers)
    const customer = await inTransaction(async (client) => {
      const { rows } = await client.query('select customer, status from requests where id = $1 for update', [id])
      if (rows[0]?.status !== 'searching') return undefined
      await client.query("update requests set status = 'active', mitra = $2 where id = $1", [id, mitra])
      await client.query("update asked set status = 'accepted' where request = $1 and mitra = $2", [id, mitra])
      return rows[0].customer as string
    })
    if (customer === undefined) return reply.code(409).send({ code: 'request_taken' })
    io.to(customer).emit('pairing_matched', { chat_session_id: id })
    return { chat_session_id: id }
  })
  const io = new Server(app.server, { transports: ['websocket'], serveClient: false })
  io.on('connection', (socket) => void socket.join((socket.handshake.auth as { token: string }).token))
  return await app.listen({ host: '127.0.0.1', port: 0 })
}

answer({ open })
