import { readFile } from 'node:fs/promises'
import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Who may use a public route, by its path: stated here again, independently of the code. */
const audiences: [RegExp, string[]][] = [
  [/^\/api\/client\//, ['customer']],
  [/^\/api\/mitra\//, ['mitra']],
  [/^\/api\/(me(\/devices.*)?|push\/(subscriptions|key)|auth\/sign-out)$/, ['customer', 'mitra']],
  [/^\/api\/gateway\/notifications$/, ['gateway']],
  [/^\/(health|ready|api\/auth\/otp\/(request|verify)|mock-gateway\/.*)$/, ['anyone']],
]

let world: World
let people: Record<string, Person>
const gatewayToken = 'the-gateway-and-nobody-else'
beforeAll(async () => {
  world = await bootWorld({ gatewayToken })
  people = {
    customer: await world.customer('Rani'),
    'another customer': await world.customer('Maling'),
    mitra: await world.mitra('Sari'),
    'another mitra': await world.mitra('Asing', { online: false }),
    operator: await world.operator('operator'),
    supervisor: await world.operator('supervisor'),
    admin: await world.operator('admin'),
  }
})
afterAll(() => world.stop())

const person = (name: string) => people[name] as Person
const matched = async (customer: Person) => {
  await person('mitra').post('/api/mitra/status/online')
  return await world.match(customer, person('mitra'))
}
const anId = '01900000-0000-7000-8000-000000000000'

test('every route of the public API lets in whom it is for; no token and unknown ones get 401, other roles 403', async () => {
  const { paths } = (await ask(`${world.url}/openapi.json`, 'GET')).body as { paths: Record<string, object> }
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method })))
  expect(routes.length).toBeGreaterThan(25)
  const tokens: [string, string | undefined][] = [
    ['nobody', undefined],
    ['an unknown token', 'x'.repeat(43)],
    ['gateway', gatewayToken],
    ...Object.entries(people).map(([name, { token }]): [string, string] => [name, token]),
  ]
  const wrong: unknown[] = []
  for (const { path, method } of routes.filter((route) => route.path !== '/api/auth/sign-out')) {
    const audience = audiences.find(([where]) => where.test(path))?.[1]
    for (const [name, token] of tokens) {
      const url = world.url + path.replace(/\{\w+\}/g, anId)
      const { status } = await fetch(url, {
        method: method.toUpperCase(),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      })
      const role = name.replace('another ', '')
      const isKnown = role in people
      const isLetIn = audience?.includes('anyone') || audience?.includes(role)
      const fits = isLetIn ? status !== 401 && status !== 403 : status === (isKnown && !audience?.includes('gateway') ? 403 : 401)
      if (!fits) wrong.push({ method, path, name, status })
    }
  }
  expect(wrong).toEqual([])
})

test('the published table names every public route and whom it is for', async () => {
  const { paths } = (await ask(`${world.url}/openapi.json`, 'GET')).body as { paths: Record<string, object> }
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  const table = await readFile(new URL('../../../../docs/integrating.md', import.meta.url), 'utf8')
  const rows = [...table.matchAll(/^\| `(\w+) ([^`]+)`(?:, `…(\/\w+)`)? \| (\w+) \|/gm)].flatMap(
    ([, method = '', path = '', sibling, who = '']) =>
      [path, ...(sibling === undefined ? [] : [path.replace(/\/\w+$/, sibling)])].map((each) => ({ method, path: each, who })),
  )
  expect(rows.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served.sort())
  for (const { path, who } of rows) {
    const audience = audiences.find(([where]) => where.test(path))?.[1]
    expect({ path, who: who === 'both' ? ['customer', 'mitra'] : [who] }).toEqual({ path, who: audience })
  }
})

test('what is somebody else’s is not found, whoever of the right role asks', async () => {
  const { chatId, paymentId } = await matched(person('customer'))
  const reads: [string, string][] = [
    ['another customer', `/api/client/payments/${paymentId}`],
    ['another customer', `/api/client/chats/${chatId}/messages`],
    ['another mitra', `/api/mitra/chats/${chatId}/messages`],
  ]
  for (const [name, path] of reads) {
    expect({ path, ...(await person(name).get(path)) }).toMatchObject({ path, status: 404, body: { code: 'not_found' } })
    expect((await person(name.replace('another ', '')).get(path)).status).toBe(200)
  }
})

test('the socket lets in customers and mitra, and carries nothing into a chat for those who are not in it', async () => {
  const refusedAs = (token: string) =>
    openDevice(world.url, token).then(
      (device) => void device.close(),
      (error: { code: string }) => error.code,
    )
  for (const name of ['operator', 'supervisor', 'admin']) expect(await refusedAs(person(name).token)).toBe('forbidden')
  for (const token of ['', 'x'.repeat(43), gatewayToken]) expect(await refusedAs(token)).toBe('unauthenticated')

  const [rani, sari] = [await world.customer('Rani'), person('mitra')]
  await world.set('max_customers_per_mitra', 5)
  const { chatId } = await matched(rani)
  const [phone, mitra] = [await rani.connect(), await sari.connect()]
  await phone.say(chatId, 'hanya kita')
  await mitra.event('message')
  for (const name of ['another customer', 'another mitra']) {
    const stranger = await person(name).connect()
    expect(await stranger.say(chatId, 'hai')).toMatchObject({ ok: false, code: 'not_found' })
    for (const event of ['delivered', 'read'] as const) stranger.socket.emit(event, { chat_session_id: chatId, up_to_seq: 1 })
    stranger.socket.emit('typing', { chat_session_id: chatId })
    // The stranger's earlier events were handled before this answer.
    expect(await stranger.say(chatId, 'masih di sana?')).toMatchObject({ ok: false })
    expect(stranger.received).toEqual([])
  }
  mitra.socket.emit('read', { chat_session_id: chatId, up_to_seq: 1 })
  await phone.event('message_status', ({ status }) => status === 'read')
  expect(phone.received.filter(({ name }) => name !== 'message_status')).toEqual([])
  expect(mitra.received.map(({ name }) => name)).toEqual(['message'])
  expect(phone.received).toHaveLength(1)
})

test('a token that was signed out opens nothing and its socket closes', async () => {
  const rani = await world.customer()
  const device = await rani.connect()
  const closed = new Promise((resolve) => device.socket.once('disconnect', resolve))
  await rani.post('/api/auth/sign-out')
  await closed
  expect((await rani.get('/api/me')).status).toBe(401)
  await expect(rani.connect()).rejects.toMatchObject({ code: 'unauthenticated' })
})
