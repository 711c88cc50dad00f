import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'
import { inGroups } from './group-commit'

/**
 * The least that a server can do for a pairing that outlives it: Fastify and socket.io, one small statement for all starts
 * of a moment and one for all accepts, and no tokens, schemas, payments, guards, capacity, foreign keys or job library.
 * A token is the person's number, and a customer's is their call name; the first `mitras` people are mitra.
 */
async function open({ databaseUrl, mitras }: { databaseUrl: string; mitras: number }): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`
    create table requests (id uuid primary key, customer text not null, status text not null, mitra text, ends_at timestamptz);
    create table asked (request uuid not null, mitra integer not null, status text not null, primary key (request, mitra)) with (fillfactor = 50);
    create table timers (id bigserial primary key, request uuid not null, at timestamptz not null)`)

  const begin = inGroups<{ id: string; customer: string }, undefined>(async (starts) => {
    await client.query({
      name: 'begin',
      text: `with begun as (
          insert into requests (id, customer, status) select id, customer, 'searching' from unnest($1::uuid[], $2::text[]) as given (id, customer)
          returning id
        ) insert into asked select id, mitra, 'sent' from begun, generate_series(0, $3::integer - 1) as mitra`,
      values: [starts.map(({ id }) => id), starts.map(({ customer }) => customer), mitras],
    })
    return []
  })
  const win = inGroups<{ id: string; mitra: string }, string>(async (accepts) => {
    const { rows } = await client.query<{ id: string; customer: string }>({
      name: 'win',
      text: `with won as (
          update requests set status = 'active', mitra = given.mitra, ends_at = now() + interval '15 minutes'
          from unnest($1::uuid[], $2::text[]) as given (id, mitra) where requests.id = given.id and status = 'searching'
          returning requests.id, customer, requests.mitra, ends_at
        ), cards as (
          update asked set status = case when asked.mitra = won.mitra::integer then 'accepted' else 'closed' end from won where request = won.id
        ), timer as (
          insert into timers (request, at) select id, ends_at from won
        ) select id, customer from won`,
      values: [accepts.map(({ id }) => id), accepts.map(({ mitra }) => mitra)],
    })
    const customers = new Map(rows.map(({ id, customer }) => [id, customer]))
    return accepts.map(({ id }) => customers.get(id))
  })

  const app = Fastify()
  const personOf = (headers: { authorization?: string | undefined }) => (headers.authorization ?? '').slice('Bearer '.length)
  const taken = new Set<string>()
  app.post('/api/client/chats/start', async ({ headers }) => {
    const [id, customer] = [randomUUID(), personOf(headers)]
    await new Promise((done) => begin({ id, customer }, done))
    io.to('mitra').emit('chat_request', { chat_session_id: id, call_name: customer })
    return { chat_session_id: id }
  })
  app.post<{ Params: { id: string } }>('/api/mitra/requests/:id/accept', async ({ headers, params: { id } }, reply) => {
    if (taken.has(id)) return reply.code(409).send({ code: 'request_taken' })
    taken.add(id)
    const mitra = personOf(headers)
    const customer = (await new Promise<string | undefined>((done) => win({ id, mitra }, done))) as string
    io.to(customer).emit('pairing_matched', { chat_session_id: id })
    io.to(mitra).emit('chat_request_closed', { chat_session_id: id, reason: 'accepted' })
    io.to('mitra').except(mitra).emit('chat_request_closed', { chat_session_id: id, reason: 'taken' })
    return { chat_session_id: id }
  })
  const io = new Server(app.server, { transports: ['websocket'], serveClient: false })
  io.on('connection', (socket) => {
    const { token } = socket.handshake.auth as { token: string }
    void socket.join(token.startsWith('Teman') ? [token] : [token, 'mitra'])
  })
  return await app.listen({ host: '127.0.0.1', port: 0 })
}

answer({ open })
