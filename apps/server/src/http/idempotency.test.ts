import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

let world: World
let sari: Person
beforeAll(async () => {
  world = await bootWorld()
  await world.stopWorker()
  await world.set('max_customers_per_mitra', 1000)
  sari = await world.mitra('Sari')
})
afterAll(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

interface Command {
  who: Person
  path: string
  body?: object
}
const body = (payment_session_id: string) => ({ payment_session_id })

async function searching() {
  const who = await world.customer()
  const paymentId = (await world.paid(who)).payment_session_id
  const started = await who.post('/api/client/chats/start', body(paymentId))
  return { who, paymentId, chatId: started.body.chat_session_id as string }
}
async function chatting(closing = false) {
  const who = await world.customer()
  const match = await world.match(who, sari)
  if (closing) await who.post(`/api/client/chats/${match.chatId}/end`)
  return { who, ...match }
}
async function extension(asked: boolean) {
  const { who, chatId } = await chatting()
  const paymentId = (await world.paid(who, await world.moreTime(chatId))).payment_session_id
  const path = `/api/client/chats/${chatId}/extensions`
  if (!asked) return { who, path, body: body(paymentId), id: '' }
  return { who, path, body: body(paymentId), id: (await who.post(path, body(paymentId))).body.extension_id as string }
}
async function askedAgain() {
  const { who } = await chatting()
  const paymentId = (await world.paid(who, { targeted_mitra_id: sari.id })).payment_session_id
  return { who, path: '/api/client/chats/returning', body: body(paymentId) }
}

/** Every command that moves money or matches people, ready to run. */
const commands: Record<string, () => Promise<Command>> = {
  'open a payment': async () => ({
    who: await world.customer(),
    path: '/api/client/payments',
    body: { tier_id: await world.tier() },
  }),
  'confirm a payment': async () => {
    const who = await world.customer()
    const opened = await who.post('/api/client/payments', { tier_id: await world.tier() })
    return { who, path: `/api/client/payments/${opened.body.payment_session_id}/confirm` }
  },
  'leave a payment': async () => {
    const who = await world.customer()
    const opened = await who.post('/api/client/payments', { tier_id: await world.tier() })
    return { who, path: `/api/client/payments/${opened.body.payment_session_id}/cancel` }
  },
  'give a payment up': async () => {
    const { who, paymentId } = await searching()
    return { who, path: `/api/client/payments/${paymentId}/cancel-search` }
  },
  'start a search': async () => {
    const who = await world.customer()
    return { who, path: '/api/client/chats/start', body: body((await world.paid(who)).payment_session_id) }
  },
  'ask the same mitra': askedAgain,
  'fall back to a blast': async () => {
    const who = await world.customer()
    return { who, path: '/api/client/chats/fallback-to-blast', body: body((await world.paid(who)).payment_session_id) }
  },
  'cancel a request': async () => {
    const { who, chatId } = await searching()
    return { who, path: `/api/client/chats/${chatId}/cancel` }
  },
  'accept a request': async () => ({ who: sari, path: `/api/mitra/requests/${(await searching()).chatId}/accept` }),
  'decline a request': async () => ({ who: sari, path: `/api/mitra/requests/${(await searching()).chatId}/decline` }),
  'end a chat': async () => {
    const { who, chatId } = await chatting()
    return { who, path: `/api/client/chats/${chatId}/end` }
  },
  'end a chat as its mitra': async () => ({ who: sari, path: `/api/mitra/chats/${(await chatting()).chatId}/end` }),
  'say goodbye': async () => {
    const { who, chatId } = await chatting(true)
    return { who, path: `/api/client/chats/${chatId}/goodbye`, body: { body: 'dah' } }
  },
  'ask for more time': () => extension(false),
  'approve an extension': async () => ({ who: sari, path: `/api/mitra/extensions/${(await extension(true)).id}/approve` }),
  'decline an extension': async () => ({ who: sari, path: `/api/mitra/extensions/${(await extension(true)).id}/decline` }),
}

const counts = async () => {
  const tables = ['payment_sessions', 'chat_sessions', 'extensions', 'pairing_failures', 'ledger_entries', 'messages']
  const columns = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  return (await world.sql(`select ${columns.join(', ')}`))[0]
}

test.each(Object.keys(commands))('the same key: %s has one effect and the very same answer, now and later', async (name) => {
  const { who, path, body: given } = await (commands[name] as () => Promise<Command>)()
  const headers = { 'idempotency-key': `tap ${name}` }
  const both = await Promise.all([who.post(path, given, headers), who.post(path, given, headers)])
  expect([200, 202]).toContain(both[0].status)
  expect(both[1]).toEqual(both[0])
  const before = await counts()
  expect(await who.post(path, given, headers)).toEqual(both[0])
  expect(await counts()).toEqual(before)
  const other = await who.post('/api/client/payments', { tier_id: await world.tier() }, headers)
  if (who !== sari && path !== '/api/client/payments') {
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  }
})

test('the same key: operators decide a failure and reopen it once, with the very same answer; another key is another command', async () => {
  const { who, paymentId } = await searching()
  await who.post(`/api/client/payments/${paymentId}/cancel-search`)
  const [failure] = await world.sql<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [paymentId])
  const operator = await world.operator('supervisor')
  const twice = async (command: string, given: object) => {
    const post = (key: string) =>
      operator.post(`/internal/failed-pairings/${failure?.id}/${command}`, given, { 'idempotency-key': key })
    const both = [await post(command), await post(command)]
    expect(both[0]?.status).toBe(200)
    expect(both[1]).toEqual(both[0])
    return await post(`another ${command}`)
  }
  const credit = async () => (await who.get('/api/client/pricing')).body.credit_balance
  expect(await twice('action', { action: 'credited' })).toMatchObject({ status: 409, body: { code: 'already_actioned' } })
  expect(await credit()).toBe(25_000)
  expect(await twice('reopen', { reason: 'Keliru' })).toMatchObject({ status: 409, body: { code: 'not_actioned' } })
  expect(await credit()).toBe(0)
})

test('a refusal is an answer too: the same key gets it again, though it would not be refused any more', async () => {
  const { who, chatId } = await chatting()
  const headers = { 'idempotency-key': 'goodbye too early' }
  const path = `/api/client/chats/${chatId}/goodbye`
  const refused = await who.post(path, { body: 'dah' }, headers)
  expect(refused).toMatchObject({ status: 409, body: { code: 'chat_not_closing', state: 'active' } })
  await who.post(`/api/client/chats/${chatId}/end`)
  expect(await who.post(path, { body: 'dah' }, headers)).toEqual(refused)
  expect(await who.post(path, { body: 'dah' }, { 'idempotency-key': 'goodbye in time' })).toMatchObject({ status: 200 })
})

test('a repeat is answered with the same bytes and the same headers, after a success and after a refusal', async () => {
  const { who, chatId } = await chatting()
  const ask = async (path: string, given: object) => {
    const response = await fetch(world.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${who.token}`,
        'content-type': 'application/json',
        'idempotency-key': `bytes of ${path}`,
      },
      body: JSON.stringify(given),
    })
    const { date, 'x-request-id': request, 'x-server-time': now, ...lasting } = Object.fromEntries(response.headers)
    expect([date, request, now]).toEqual([expect.any(String), expect.any(String), expect.any(String)])
    return { status: response.status, headers: lasting, text: await response.text() }
  }
  for (const [path, given, status] of [
    ['/api/client/payments', { tier_id: await world.tier() }, 200],
    [`/api/client/chats/${chatId}/goodbye`, { body: 'dah' }, 409],
  ] as const) {
    const first = await ask(path, given)
    expect(first).toMatchObject({ status, headers: { 'content-type': expect.stringContaining('json') } })
    expect(await ask(path, given)).toEqual(first)
  }
})

test('a key belongs to one person: another’s same key is another command', async () => {
  const [one, two] = [await world.customer(), await world.customer()]
  const headers = { 'idempotency-key': 'shared' }
  const opened = await Promise.all(
    [one, two].map(async (who) => who.post('/api/client/payments', { tier_id: await world.tier() }, headers)),
  )
  expect(opened.map((answer) => answer.status)).toEqual([200, 200])
  expect(new Set(opened.map((answer) => answer.body.payment_session_id)).size).toBe(2)
})

/** The database carries out this statement, but its answer is lost. */
function losesTheAnswerTo(statement: RegExp): void {
  const { query } = pg.Client.prototype
  const lossy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (this: pg.Client, ...given: unknown[]) {
    const answer = await Reflect.apply(query, this, given)
    const [first] = given as [string | { text: string }]
    if (!statement.test(typeof first === 'string' ? first : first.text)) return answer
    lossy.mockRestore()
    throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
  } as never)
}

test('a command that happened and whose answer was lost: the same key makes nothing again, and gets what was made', async () => {
  const tier_id = await world.tier()
  const attempted = async (who: Person, path: string, given: object, another: object, statement: RegExp) => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    losesTheAnswerTo(statement)
    expect(await who.post(path, given, headers)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    const before = await counts()
    // Another command with this key is refused, and blocks nobody.
    expect(await who.post(path, another, headers)).toMatchObject({ body: { code: 'idempotency_key_reused' } })
    expect(
      await world.sql('select run_by from idempotency_keys where user_id = $1 and key = $2', [
        who.id,
        headers['idempotency-key'],
      ]),
    ).toEqual([{ run_by: null }])
    const repeats = await Promise.all([who.post(path, given, headers), who.post(path, given, headers)])
    expect(repeats.map(({ status }) => status)).toEqual([200, 200])
    expect(repeats[1]).toEqual(repeats[0])
    expect(await counts()).toEqual(before)
  }
  for (const is_free_trial of [true, false]) {
    await attempted(
      await world.customer(),
      '/api/client/payments',
      { tier_id, is_free_trial },
      { tier_id, is_free_trial: !is_free_trial },
      /insert into payment_sessions/,
    )
  }
  const who = await world.customer()
  const paid = body((await world.paid(who)).payment_session_id)
  // Loses the search for late joiners, after the request was committed.
  await attempted(who, '/api/client/chats/fallback-to-blast', paid, body(crypto.randomUUID()), /as chat \(id\) cross join/)
})

test('while the database goes away, a command with a key is refused as one without: with a problem and its published code', async () => {
  const who = await world.customer()
  await world.sql(`create function go_away() returns trigger language plpgsql as $$
    begin raise exception 'the database system is shutting down' using errcode = '57P03'; end $$`)
  await world.sql('create trigger go_away before update on idempotency_keys for each row execute function go_away()')
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${who.token}`,
    'idempotency-key': crypto.randomUUID(),
  }
  const answer = await fetch(`${world.url}/api/client/payments`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ tier_id: await world.tier() }),
  })
  expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
    503,
    'application/problem+json',
    { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'unavailable' },
  ])
  await world.sql('drop function go_away cascade')
})
