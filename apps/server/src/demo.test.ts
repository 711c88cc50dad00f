import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask } from '@bestie/dev-world/ask'
import { createTestDatabase, type TestDatabase } from '@bestie/dev-world/database'
import { openDevice } from '@bestie/dev-world/device'
import { runServer, startBestie } from '@bestie/dev-world/process'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

async function sql<Row = Record<string, unknown>>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

async function signIn(url: string, destination: string) {
  const { body } = await ask(`${url}/dev/sign-in`, 'POST', {}, { destination })
  const headers = { authorization: `Bearer ${body.token}` }
  return {
    token: body.token as string,
    get: (path: string) => ask(`${url}${path}`, 'GET', headers),
    post: (path: string, given: object = {}) => ask(`${url}${path}`, 'POST', headers, given),
    command: (path: string) => ask(`${url}${path}`, 'POST', headers),
  }
}

test('[J1] killed with -9 in the middle of a chat and of a search, it starts again: the chat goes on, the passed window is settled', {
  timeout: 90_000,
}, async () => {
  const env = { DATABASE_URL: database.url, SWEEP_SECONDS: '1' }
  const before = await startBestie(env)
  const [rani, dimas, sari] = await Promise.all(
    ['+6281100000001', '+6281100000002', '+6281200000001'].map((phone) => signIn(before.url, phone)),
  )
  if (!rani || !dimas || !sari) throw new Error('the demo world is not there')
  await sari.command('/api/mitra/status/online')
  const tier_id = (await rani.get('/api/client/pricing')).body.tiers[0].id
  const pay = async (customer: typeof rani) => {
    const { body } = await customer.post('/api/client/payments', { tier_id })
    await customer.command(`/api/client/payments/${body.payment_session_id}/confirm`)
    return (await customer.post('/api/client/chats/start', { payment_session_id: body.payment_session_id })).body
  }
  const chat = await pay(rani)
  await sari.command(`/api/mitra/requests/${chat.chat_session_id}/accept`)
  const phone = await openDevice(before.url, rani.token)
  const acks = await Promise.all(Array.from({ length: 50 }, (_, n) => phone.say(chat.chat_session_id, `sebelum ${n}`)))
  expect(acks.every((ack) => ack.ok)).toBe(true)
  await pay(dimas)
  await sql("update chat_sessions set deadline_at = clock_timestamp() + interval '1 second' where status = 'searching'")
  phone.close()
  expect(await before.end('SIGKILL')).toBeNull()

  // The search's deadline passes while no process is running.
  await expect
    .poll(
      async () =>
        (
          await sql<{ passed: boolean }>(
            "select bool_and(deadline_at < clock_timestamp()) as passed from chat_sessions where status = 'searching'",
          )
        )[0]?.passed,
      { timeout: 5_000 },
    )
    .toBe(true)
  const after = await startBestie(env)
  const again = await openDevice(after.url, rani.token)
  expect(await again.say(chat.chat_session_id, 'sesudah')).toMatchObject({ ok: true, seq: 51 })
  await expect
    .poll(async () => await sql('select cause_tag from pairing_failures'), { timeout: 10_000 })
    .toEqual([{ cause_tag: 'no_mitra_available' }])
  expect(await sql('select status from chat_sessions order by id')).toEqual([{ status: 'active' }, { status: 'expired' }])
  again.close()
  expect(await runServer(['bestie', 'check'], env)).toMatchObject({ status: 0 })
  expect(await after.end('SIGTERM')).toBe(0)
  expect(await sql("select status from chat_sessions where status = 'active'")).toHaveLength(1)
})

test('told to stop, it answers the command under way, waits for no connection that asks nothing, and ends with status 0', {
  timeout: 60_000,
}, async () => {
  const bestie = await startBestie({ DATABASE_URL: database.url })
  const rani = await signIn(bestie.url, '+6281100000001')
  const tier_id = (await rani.get('/api/client/pricing')).body.tiers[0].id
  const { payment_session_id } = (await rani.post('/api/client/payments', { tier_id })).body
  const silent = [bestie.url, bestie.internalUrl].map((url) => connect(Number(new URL(url).port), '127.0.0.1'))
  await Promise.all(
    silent.map((socket) =>
      once(
        socket.on('error', () => {}),
        'connect',
      ),
    ),
  )
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('begin; lock table gateway_captures in exclusive mode')
  const confirming = rani.command(`/api/client/payments/${payment_session_id}/confirm`)
  await expect
    .poll(() => sql("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
    .toHaveLength(1)
  const ended = bestie.end('SIGTERM')
  await expect.poll(() => ask(`${bestie.url}/health`, 'GET').catch(() => 'away')).toBe('away')
  await holder.query('commit')
  expect(await confirming).toMatchObject({ status: 200, body: { status: 'confirmed' } })
  expect(await ended).toBe(0)
  await holder.end()
})

test('the command line makes accounts, gives tokens, and says who is unknown', { timeout: 60_000 }, async () => {
  const env = { DATABASE_URL: database.url }
  const made = JSON.parse((await runServer(['bestie', 'create-customer', '081100000123', 'Rani', 'Putri'], env)).stdout)
  expect(made).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), token: expect.any(String) })
  await runServer(['bestie', 'create-mitra', '+6281200000123', 'Sari'], env)
  await runServer(['bestie', 'create-operator', 'op@bestie.test', 'supervisor'], env)
  for (const who of ['+6281100000123', '+6281200000123', 'op@bestie.test']) {
    const { status, stdout } = await runServer(['bestie', 'token', who], env)
    expect([status, stdout.trim().split('\n').at(-1)?.length]).toEqual([0, 43])
  }
  expect(await runServer(['bestie', 'token', '+6289999999999'], env)).toMatchObject({ status: 1, stdout: '' })
  expect(await sql('select call_name from customers')).toEqual([{ call_name: 'Rani Putri' }])
})

test('check counts what each rule finds, ends with status 1 if one finds anything, and ends so for whoever reads the first line only', {
  timeout: 60_000,
}, async () => {
  const env = { DATABASE_URL: database.url }
  const counts = async () => {
    const { status, stdout } = await runServer(['bestie', 'check'], env)
    const lines = stdout.split('\n').filter((line) => /^ {0,5}\d/.test(line))
    return { status, counts: Object.fromEntries(lines.map((line) => [line.slice(8, 11).trim(), Number(line.slice(0, 6))])) }
  }
  const clean = await counts()
  expect(clean.status).toBe(0)
  const rules = ['1', '2', '3', '4', '5', '6a', '6b', '6c', '6d', '7', '8', '9', '10', '11', '14', '']
  expect(clean.counts).toEqual(Object.fromEntries(rules.map((rule) => [rule, 0])))
  const firstLineOf = `set -o pipefail; ${process.execPath} --import tsx apps/server/src/main.ts bestie check | head -1`
  expect(spawnSync('bash', ['-c', firstLineOf], { cwd: root, env: { ...process.env, ...env } }).status).toBe(0)

  await sql("insert into customers (phone) values ('+6281100000123')")
  await sql(
    "insert into payment_sessions (customer_id, amount, duration_minutes, status) select id, 0, 15, 'consumed' from customers",
  )
  expect(await counts()).toEqual({ status: 1, counts: { ...clean.counts, 2: 1 } })
})

test('a one-time password from the command line ends the operator’s sign-ins and stands in the audit log', {
  timeout: 60_000,
}, async () => {
  const env = { DATABASE_URL: database.url }
  const { id } = JSON.parse((await runServer(['bestie', 'create-operator', 'op@bestie.test', 'admin'], env)).stdout)
  expect(JSON.parse((await runServer(['bestie', 'one-time-password', 'op@bestie.test'], env)).stdout)).toEqual({
    one_time_password: expect.any(String),
  })
  expect(await sql('select from access_tokens')).toEqual([])
  expect(await sql('select action, subject, actor_id, address from audit_log')).toEqual([
    { action: 'reset_password', subject: `operators/${id}`, actor_id: null, address: 'command line' },
  ])
})

test('HOST opens the public port to other machines, never the internal one of the demo', { timeout: 60_000 }, async () => {
  const bestie = await startBestie({ DATABASE_URL: database.url, HOST: '0.0.0.0' })
  // Another address of this machine, on which nothing listens that keeps to 127.0.0.1.
  const elsewhere = (url: string) => fetch(`http://127.0.0.2:${new URL(url).port}/health`).then(({ status }) => status)
  expect(await elsewhere(bestie.url)).toBe(200)
  await expect(elsewhere(bestie.internalUrl)).rejects.toThrow('fetch failed')
  expect((await ask(`${bestie.internalUrl}/health`, 'GET')).status).toBe(200)
  expect(await bestie.end('SIGTERM')).toBe(0)
})

test('what keeps it from starting is one clear line and a status that is not 0', { timeout: 60_000 }, async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  const blocked = await runServer(['demo'], { DATABASE_URL: database.url, PUBLIC_PORT: String(port), INTERNAL_PORT: '0' })
  taken.close()
  expect(blocked.status).toBe(1)
  expect(blocked.output.trim().split('\n')).toEqual([expect.stringContaining(`Port ${port} is already taken`)])
  const unreachable = await runServer(['demo'], { DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/none', PUBLIC_PORT: '0' })
  expect(unreachable.status).toBe(1)
  expect(unreachable.output.trim().split('\n')).toHaveLength(1)
  expect(unreachable.output).toContain('DATABASE_URL cannot be reached')
  expect(unreachable.output).not.toContain('secret')
  await sql('alter table app_config rename to older_app_config')
  for (const args of [
    ['serve', 'public'],
    ['bestie', 'token', '+6281100000001'],
  ]) {
    if (args[0] === 'bestie') await sql('alter table mitras rename to older_mitras')
    const older = await runServer(args, { DATABASE_URL: database.url, PUBLIC_PORT: '0' })
    expect(older.status).toBe(1)
    expect(older.output.trim().split('\n')).toEqual([
      expect.stringMatching(/^The database is not at .*npm run bestie -- migrate$/),
    ])
  }
})

test('what has neither a real gateway nor a real sender of codes does not start in production, and makes nothing', async () => {
  const dataDir = join(tmpdir(), `bestie-demo-${randomUUID()}`)
  for (const args of [['demo'], ['serve', 'public']]) {
    const { status, output } = await runServer(args, { DATA_DIR: dataDir, NODE_ENV: 'production' })
    expect(status).toBe(1)
    expect(output.trim().split('\n')).toEqual([expect.stringContaining('NODE_ENV=production needs a real payment gateway')])
  }
  expect(existsSync(dataDir)).toBe(false)
})

test('a fresh data folder gets a database, and keeps it from one start to the next', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-demo-'))
  await chmod(folder, 0o755)
  const first = await startBestie({ DATA_DIR: folder })
  const rani = await signIn(first.url, '+6281100000001')
  expect(await first.end('SIGTERM')).toBe(0)
  const second = await startBestie({ DATA_DIR: folder })
  expect((await ask(`${second.url}/api/me`, 'GET', { authorization: `Bearer ${rani.token}` })).body).toMatchObject({
    call_name: 'Rani',
  })
  expect(await second.end('SIGTERM')).toBe(0)
  await rm(folder, { recursive: true, force: true })
})
