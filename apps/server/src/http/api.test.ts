import { connect } from 'node:net'
import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { todayInJakarta } from '@bestie/dev-world/today'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('[S1] both APIs answer /health, /ready and a document of themselves', async () => {
  for (const url of [world.url, world.internalUrl]) {
    expect(await ask(`${url}/health`, 'GET')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await ask(`${url}/ready`, 'GET')).toMatchObject({ status: 200, body: { database: true } })
    const document = (await ask(`${url}/openapi.json`, 'GET')).body
    expect(document.openapi).toBe('3.1.0')
  }
})

test('the document names every route of the wire, with its schemas and who may call it', async () => {
  const { paths } = (await ask(`${world.url}/openapi.json`, 'GET')).body
  const wire = `
    post /api/auth/otp/request, post /api/auth/otp/verify, post /api/auth/sign-out, get /api/me, patch /api/me,
    get /api/client/mitra-availability, get /api/client/pricing, post /api/client/payments, get /api/client/payments/{id},
    post /api/client/payments/{id}/cancel, post /api/client/payments/{id}/cancel-search, post /api/client/payments/{id}/confirm,
    post /api/client/chats/start, post /api/client/chats/{id}/cancel, post /api/client/chats/{id}/end, post /api/client/chats/{id}/goodbye,
    get /api/client/chats, get /api/client/chats/current, get /api/client/chats/{id}/messages,
    post /api/mitra/status/online, post /api/mitra/status/offline, get /api/mitra/status, get /api/mitra/requests,
    post /api/mitra/requests/{chat_session_id}/accept, post /api/mitra/requests/{chat_session_id}/decline,
    get /api/mitra/chats, get /api/mitra/chats/current, get /api/mitra/chats/{id}/messages, post /api/mitra/chats/{id}/end,
    post /api/mitra/chats/{id}/goodbye, post /api/gateway/notifications, get /health, get /ready`
  for (const entry of wire.split(',')) {
    const [method, path] = entry.trim().split(' ') as [string, string]
    expect(paths[path]?.[method]?.responses, entry).toBeDefined()
  }
  expect(paths['/api/client/payments'].post.requestBody.content['application/json'].schema.required).toEqual(['tier_id'])
  expect(paths['/api/client/payments'].post.security).toEqual([{ bearer: [] }])
  expect(paths['/api/client/payments'].post.parameters).toMatchObject([{ in: 'header', name: 'Idempotency-Key' }])
  expect(
    paths['/api/client/payments'].post.responses.default.content['application/problem+json'].schema.properties.code,
  ).toBeDefined()
})

test('a document of the socket names its events, with their schemas', async () => {
  const { channels, components, operations } = (await ask(`${world.url}/asyncapi.json`, 'GET')).body
  expect(Object.keys(channels.socket.messages)).toEqual(Object.keys(components.messages))
  expect(components.messages['server.chat_request'].payload.required).toContain('deadline_at')
  expect(components.messages['app.message'].payload).toMatchObject({ additionalProperties: false })
  expect(operations.send.messages.length + operations.receive.messages.length).toBe(Object.keys(components.messages).length)
})

test('a command without a body takes an empty one, and refuses an unknown field', async () => {
  const customer = await world.customer()
  const { payment_session_id } = (await customer.post('/api/client/payments', { tier_id: await world.tier() })).body
  const confirm = `/api/client/payments/${payment_session_id}/confirm`
  expect(await customer.post(confirm, { amount: 1 })).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  const headers = { authorization: `Bearer ${customer.token}`, 'content-type': 'application/json' }
  expect((await fetch(`${world.url}${confirm}`, { method: 'POST', headers, body: '' })).status).toBe(200)
  expect(await customer.post(confirm, {})).toMatchObject({ status: 200, body: { status: 'confirmed' } })
})

test('a form is no JSON: only an empty one passes for a command without a body', async () => {
  const mitra = await world.mitra()
  const headers = { authorization: `Bearer ${mitra.token}`, 'content-type': 'application/x-www-form-urlencoded' }
  const send = (body: string) => fetch(`${world.url}/api/mitra/status/online`, { method: 'POST', headers, body })
  expect((await send('')).status).toBe(200)
  const refused = await send('is_online=false')
  expect({ status: refused.status, body: await refused.json() }).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('no token is 401, another role’s 403, a foreign path 404, broken JSON 400, all as problem details', async () => {
  const [customer, mitra, operator] = [await world.customer(), await world.mitra(), await world.operator()]
  expect(await ask(`${world.url}/api/me`, 'GET')).toMatchObject({ status: 401, body: { code: 'unauthenticated', status: 401 } })
  expect(await ask(`${world.url}/api/me`, 'GET', { authorization: 'Bearer nonsense' })).toMatchObject({ status: 401 })
  expect((await fetch(`${world.url}/api/me`)).headers.get('www-authenticate')).toBe('Bearer')
  expect(await customer.post('/api/mitra/status/online')).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await mitra.get('/api/client/chats')).toMatchObject({ status: 403 })
  expect(await ask(`${world.internalUrl}/internal/config`, 'GET', { authorization: `Bearer ${customer.token}` })).toMatchObject({
    status: 403,
  })
  expect(await ask(`${world.url}/api/me`, 'GET', { authorization: `Bearer ${operator.token}` })).toMatchObject({ status: 403 })
  expect(await customer.get('/api/nowhere')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  const broken = await fetch(`${world.url}/api/client/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.token}`, 'content-type': 'application/json' },
    body: '{"tier_id":',
  })
  expect(broken.status).toBe(400)
  expect(broken.headers.get('content-type')).toContain('application/problem+json')
})

test('an id may come in capitals, as some platforms write it, and is answered as it is stored', async () => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await world.match(rani, sari)
  const [phone, theirs] = [await rani.connect(), await sari.connect()]
  const written = chatId.toUpperCase()
  expect(await phone.say(written, 'halo')).toMatchObject({ ok: true })
  expect(await theirs.event('message')).toMatchObject({ chat_session_id: chatId })
  theirs.socket.emit('read', { chat_session_id: written, up_to_seq: 1 })
  expect(await phone.event('message_status')).toMatchObject({ chat_session_id: chatId })
  theirs.socket.emit('typing', { chat_session_id: written })
  expect(await phone.event('typing')).toMatchObject({ chat_session_id: chatId })
  const { payment_session_id } = await world.paid(rani, {
    tier_id: (await world.tier('extension')).toUpperCase(),
    is_extension: true,
    chat_session_id: written,
  })
  expect(
    await rani.post(`/api/client/chats/${written}/extensions`, { payment_session_id: payment_session_id.toUpperCase() }),
  ).toMatchObject({ status: 200, body: { chat_session_id: chatId } })
  expect(await theirs.event('extension_requested')).toMatchObject({ chat_session_id: chatId })
})

test('any UUID of the database is an id, whatever its version', async () => {
  const customer = await world.customer()
  const [id, unknown] = ['11111111-1111-1111-1111-111111111111', '00000000-0000-0000-0000-000000000001']
  await world.sql("insert into pricing_tiers (id, kind, duration_minutes, amount) values ($1, 'chat', 20, 33000)", [id])
  const { status, body } = await customer.get('/api/client/pricing')
  expect([status, body.tiers.map((tier: { id: string }) => tier.id)]).toEqual([200, expect.arrayContaining([id])])
  expect(await customer.post('/api/client/payments', { tier_id: id })).toMatchObject({ status: 200, body: { amount: 33_000 } })
  expect(await customer.get(`/api/client/payments/${unknown}`)).toMatchObject({ status: 404 })
  await world.sql('update pricing_tiers set active = false where id = $1', [id])
})

test('an expired or revoked token is worth nothing, and its socket closes', async () => {
  const customer = await world.customer()
  const device = await customer.connect()
  const closed = new Promise((resolve) => device.socket.once('disconnect', resolve))
  expect(await customer.post('/api/auth/sign-out')).toMatchObject({ status: 200 })
  await closed
  await expect.poll(async () => (await customer.get('/api/me')).status).toBe(401)
  await expect(openDevice(world.url, customer.token)).rejects.toMatchObject({ code: 'unauthenticated' })
  await expect(openDevice(world.url, '')).rejects.toMatchObject({ code: 'unauthenticated' })
  const other = await world.customer()
  await world.sql("update access_tokens set expires_at = clock_timestamp() - interval '1 second' where user_id = $1", [other.id])
  expect((await other.get('/api/me')).status).toBe(401)
})

test('[S4] a browser on an allowed origin may use every method; a foreign one may not', async () => {
  const preflight = async (origin: string, method: string) => {
    const answer = await fetch(`${world.url}/api/me`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method },
    })
    return [answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-methods')]
  }
  for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
    const [origin, methods] = await preflight('http://localhost:5173', method)
    expect([origin, methods?.includes(method)]).toEqual(['http://localhost:5173', true])
  }
  expect((await preflight('https://evil.example', 'POST'))[0]).toBeNull()
})

test('[S5] the mitra’s line and the operator’s line work as they stand', async () => {
  const [mitra, operator, customer] = [
    await world.mitra('Sari', { online: false }),
    await world.operator(),
    await world.customer(),
  ]
  expect(await ask(`${world.url}/api/mitra/status/online`, 'POST', { authorization: `Bearer ${mitra.token}` })).toMatchObject({
    status: 200,
    body: { is_online: true },
  })
  const { payment_session_id } = await world.paid(customer)
  await customer.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const listed = await operator.get('/internal/failed-pairings?cause_tags=customer_cancelled')
  expect(listed).toMatchObject({
    status: 200,
    body: { page: 1, total: 1, items: [{ cause_tag: 'customer_cancelled', payment_session_id, amount: 25_000 }] },
  })
  expect((await operator.get('/internal/failed-pairings?cause_tags=nonsense')).status).toBe(400)
  const today = todayInJakarta()
  expect((await operator.get(`/internal/failed-pairings?from=${today}&to=${today}`)).body.total).toBe(1)
  expect((await operator.get('/internal/failed-pairings?to=2020-01-01')).body.total).toBe(0)
})

test('[G5] a changed setting is in force on the next request, and a wrong one is refused with its reason', async () => {
  const [operator, customer] = [await world.operator(), await world.customer()]
  expect(await operator.patch('/internal/config', { pairing_blast_timeout_seconds: 7 })).toMatchObject({ status: 200 })
  const { payment_session_id } = await world.paid(customer)
  const { body } = await customer.post('/api/client/chats/start', { payment_session_id })
  expect(Math.round((Date.parse(body.deadline_at) - Date.now()) / 1000)).toBeLessThanOrEqual(7)
  expect(await operator.patch('/internal/config', { extension_timeout_seconds: 0, nonsense: 1, toString: 1 })).toMatchObject({
    status: 400,
    body: {
      code: 'invalid_request',
      fields: [
        { path: '/extension_timeout_seconds', message: 'a whole number from 1 to 600' },
        { path: '/nonsense', message: 'unknown setting' },
        { path: '/toString', message: 'unknown setting' },
      ],
    },
  })
  await customer.post(`/api/client/chats/${body.chat_session_id}/cancel`)
  await world.sql("update app_config set value = '11' where key = 'pairing_blast_timeout_seconds'")
  await expect.poll(() => world.ctx.settings.whole('pairing_blast_timeout_seconds'), { timeout: 1000 }).toBe(11)
})

test('a chat that was put into the database by hand, without a payment, can be read as any other', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  const [chat] = await world.sql<{ id: string }>(
    "insert into chat_sessions (customer_id, mitra_id, status) values ($1, $2, 'active') returning id",
    [customer.id, mitra.id],
  )
  const path = `/api/client/chats/${chat?.id}`
  for (const who of [customer, mitra]) {
    const list = who === customer ? '/api/client/chats/current' : '/api/mitra/chats/current'
    expect(await who.get(list)).toMatchObject({ status: 200, body: { items: [{ chat_session_id: chat?.id }] } })
  }
  expect(await customer.get(path)).toMatchObject({ status: 200, body: { payment_session_id: null } })
  await world.sql('delete from chat_sessions where id = $1', [chat?.id])
})

test('an empty query parameter counts as not given', async () => {
  const [customer, operator] = [await world.customer(), await world.operator()]
  const { payment_session_id } = await world.paid(customer)
  await customer.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const address = `${world.internalUrl}/internal/failed-pairings`
  const authorization = `Bearer ${operator.token}`
  const all = await ask(address, 'GET', { authorization })
  expect(all.body.total).toBeGreaterThan(0)
  expect(await ask(`${address}?cause_tags=&from=&to=&page=`, 'GET', { authorization })).toMatchObject({
    status: 200,
    body: all.body,
  })
  expect(await customer.get('/api/client/pricing?kind=')).toMatchObject({ status: 200 })
})

test('what cannot be read as a request at all is answered with problem details too', async () => {
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(world.url)
      const socket = connect(Number(port), hostname, () => socket.write(text))
      let answer = ''
      socket.on('data', (data) => (answer += data))
      socket.on('close', () => resolve(answer))
    })
  const unreadable = [
    'FOO / HTTP/1.1\r\nhost: x\r\n\r\n',
    'garbage\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
  ]
  for (const text of [...unreadable, 'GET /api/client/payments/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n']) {
    const answer = await raw(text)
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).toContain('application/problem+json')
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ type: 'about:blank', code: 'invalid_request' })
  }
})

test('a body that is too large is refused without hanging up on whoever still sends it', async () => {
  const { hostname, port } = new URL(world.url)
  const size = 5_000_000
  const chunk = `${size.toString(16)}\r\n`
  for (const [length, before, after] of [
    [`content-length: ${size}`, '', ''],
    ['transfer-encoding: chunked', chunk, '\r\n0\r\n\r\n'],
  ]) {
    const socket = connect(Number(port), hostname)
    let answers = ''
    socket.on('data', (data) => (answers += data))
    const closed = new Promise((resolve) => socket.on('close', resolve))
    const path = '/api/auth/otp/request'
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${length}\r\n\r\n${before}`)
    socket.write('x'.repeat(100_000))
    await expect.poll(() => answers).toContain('invalid_request')
    socket.write(`${'x'.repeat(size - 100_000)}${after}GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    await closed
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200'])
  }
})

test('the documents say what is taken: no body where there is none, whole numbers; and which answers are text', async () => {
  const { paths } = (await ask(`${world.url}/openapi.json`, 'GET')).body
  expect(paths['/api/client/payments/{id}/confirm'].post.requestBody).toBeUndefined()
  for (const path of ['/api/auth/otp/request', '/api/auth/otp/verify']) {
    const { schema } = paths[path].post.requestBody.content['application/json']
    expect(schema.oneOf, path).toEqual([{ required: ['phone'] }, { required: ['email'] }])
  }
  const afterSeq = paths['/api/client/chats/{id}/messages'].get.parameters.find(
    ({ name }: { name: string }) => name === 'after_seq',
  )
  expect(afterSeq.schema).toMatchObject({ type: 'integer', minimum: 0, maximum: 2_147_483_647 })
  const { paths: internal } = (await ask(`${world.internalUrl}/openapi.json`, 'GET')).body
  for (const [path, type] of [
    ['/metrics', 'text/plain'],
    ['/internal/failed-pairings.csv', 'text/csv'],
  ] as const)
    expect(internal[path].get.responses[200].content).toEqual({ [type]: { schema: { type: 'string' } } })
  const customer = await world.customer()
  const withBody = await ask(`${world.url}/api/client/consent`, 'DELETE', { authorization: `Bearer ${customer.token}` }, { x: 1 })
  expect(withBody).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('a key in SQL that is no setting is listed without a rule, whatever it is called', async () => {
  const operator = await world.operator()
  await world.sql("insert into app_config (key, value) values ('valueOf', '1')")
  const { status, body } = await operator.get('/internal/config')
  await world.sql("delete from app_config where key = 'valueOf'")
  expect(status).toBe(200)
  expect(body.items).toContainEqual(expect.objectContaining({ key: 'valueOf', default: null, rule: null }))
})

test('a setting that SQL set to nonsense is as if it were not set', async () => {
  const whole = (value: string) =>
    world.set('pairing_blast_timeout_seconds', value).then(() => world.ctx.settings.whole('pairing_blast_timeout_seconds'))
  const found = []
  for (const value of ['999999999999', '', '-5', 'abc', '1.5', '7']) found.push(await whole(value))
  expect(found).toEqual([60, 60, 60, 60, 60, 7])
  await world.set('pairing_blast_timeout_seconds', 60)
})
