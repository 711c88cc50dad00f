import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { Server } from 'socket.io'
import { answer } from '../stage/answer'
import { inGroups } from './group-commit'

interface Given {
  databaseUrl: string
  mitras: number
}

interface Start {
  id: string
  customer: string
}

interface Accept {
  id: string
  mitra: number
}

/** What is written for pairings, in one statement for all starts of a moment and one for all accepts, which returns who won. */
interface Writing {
  tables?: string
  begin: { text: string; values(starts: Start[], mitras: string[]): unknown[] }
  win: { text: string; values(accepts: Accept[], mitras: string[]): unknown[] }
}

/** What outlives a pairing, and no more. */
const small: Writing = {
  tables: `
    create table requests (id uuid primary key, customer text not null, status text not null, mitra uuid, ends_at timestamptz);
    create table asked (request uuid not null, mitra uuid not null, status text not null, primary key (request, mitra)) with (fillfactor = 50);
    create table timers (id bigserial primary key, request uuid not null, at timestamptz not null)`,
  begin: {
    text: `with begun as (
        insert into requests (id, customer, status) select unnest($1::uuid[]), unnest($2::text[]), 'searching' returning id
      ) insert into asked select id, mitra, 'sent' from begun, unnest($3::uuid[]) as mitra`,
    values: (starts, mitras) => [starts.map(({ id }) => id), starts.map(({ customer }) => customer), mitras],
  },
  win: {
    text: `with won as (
        update requests set status = 'active', mitra = given.mitra, ends_at = now() + interval '15 minutes'
        from unnest($1::uuid[], $2::uuid[]) as given (id, mitra) where requests.id = given.id and status = 'searching'
        returning requests.id, requests.mitra, ends_at
      ), cards as (
        update asked set status = case when asked.mitra = won.mitra then 'accepted' else 'closed' end from won where request = won.id
      ), timer as (
        insert into timers (request, at) select id, ends_at from won
      ) select id from won`,
    values: (accepts, mitras) => [accepts.map(({ id }) => id), accepts.map(({ mitra }) => mitras[mitra])],
  },
}

/** What pgbench writes for row 4, into the same tables (`parts/pairings.ts`): its rows, when they come to be and when they change. */
const whole: Writing = {
  begin: {
    text: `with begun as (
        insert into pg_pairings (id, customer_id, payment_session_id, status, duration_minutes, deadline_at)
        select unnest($1::uuid[]), gen_random_uuid(), gen_random_uuid(), 'searching', 15, clock_timestamp() + interval '1 minute'
        returning id, deadline_at
      ), cards as (
        insert into pg_cards (chat_session_id, mitra_id) select id, mitra from begun, unnest($2::uuid[]) as mitra
      )
      insert into pg_jobs (task, payload, run_at, key)
      select 'time_out_request', json_build_object('chat_session_id', id), deadline_at, 'session:' || id from begun`,
    values: (starts, mitras) => [starts.map(({ id }) => id), mitras],
  },
  win: {
    text: `with won as (
        update pg_pairings c set status = 'active', mitra_id = given.mitra, started_at = clock_timestamp(),
          ends_at = clock_timestamp() + interval '15 minutes', capacity_at_accept = 3
        from unnest($1::uuid[], $2::uuid[]) as given (id, mitra) where c.id = given.id and status = 'searching'
        returning c.id, c.mitra_id, c.ends_at
      ), payment as (
        update pg_payments set status = 'consumed', consumed_at = clock_timestamp() where number = any($3::integer[])
      ), cards as (
        update pg_cards n set status = case when n.mitra_id = won.mitra_id then 'accepted' else 'closed' end, ended_at = clock_timestamp()
        from won where chat_session_id = won.id
      ), jobs as (
        update pg_jobs set task = 'expire_session', run_at = won.ends_at from won where key = 'session:' || won.id
      ), told as (
        insert into pg_events (events) select json_build_object('name', 'pairing_matched', 'to', id) from won
      ) select id from won`,
    values: (accepts, mitras) => [
      accepts.map(({ id }) => id),
      accepts.map(({ mitra }) => mitras[mitra]),
      accepts.map(() => Math.ceil(Math.random() * 100_000)),
    ],
  },
}

/**
 * The least that a server can do for a pairing that outlives it: Fastify and socket.io, one statement for all starts of a
 * moment and one for all accepts, and no tokens, schemas, guards, capacity, foreign keys or job library.
 * A token is the person's number, and a customer's is their call name; the first `mitras` people are mitra.
 */
async function serve({ databaseUrl, mitras }: Given, { tables, begin: begun, win: won }: Writing): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  if (tables !== undefined) await client.query(tables)
  const staff = Array.from({ length: mitras }, () => randomUUID())

  const begin = inGroups<Start, undefined>(async (starts) => {
    await client.query({ name: 'begin', text: begun.text, values: begun.values(starts, staff) })
    return []
  })
  const win = inGroups<Accept, true>(async (accepts) => {
    const { rows } = await client.query<{ id: string }>({ name: 'win', text: won.text, values: won.values(accepts, staff) })
    const ids = new Set(rows.map(({ id }) => id))
    return accepts.map(({ id }) => (ids.has(id) ? true : undefined))
  })

  const app = Fastify()
  const personOf = (headers: { authorization?: string | undefined }) => (headers.authorization ?? '').slice('Bearer '.length)
  /** Who asked, until somebody has won. */
  const open = new Map<string, string>()
  app.post('/api/client/chats/start', async ({ headers }) => {
    const [id, customer] = [randomUUID(), personOf(headers)]
    await new Promise((done) => begin({ id, customer }, done))
    open.set(id, customer)
    io.to('mitra').emit('chat_request', { chat_session_id: id, call_name: customer })
    return { chat_session_id: id }
  })
  app.post<{ Params: { id: string } }>('/api/mitra/requests/:id/accept', async ({ headers, params: { id } }, reply) => {
    const customer = open.get(id)
    if (customer === undefined) return reply.code(409).send({ code: 'request_taken' })
    open.delete(id)
    const mitra = personOf(headers)
    await new Promise((done) => win({ id, mitra: Number(mitra) }, done))
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

answer({ open: (given: Given) => serve(given, small), openWhole: (given: Given) => serve(given, whole) })
