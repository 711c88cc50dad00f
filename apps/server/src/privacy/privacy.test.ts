import { consentVersion } from '@bestie/contracts/consent-version'
import { ask } from '@bestie/dev-world/ask'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'

let world: World
let operator: Person
let supervisor: Person
let rani: Person
let sari: Person
beforeEach(async () => {
  world = await bootWorld()
  ;[operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  ;[rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})
const withdraw = () => ask(`${world.url}/api/client/consent`, 'DELETE', { authorization: `Bearer ${rani.token}` })
const wordsOf = async (chatId: string) =>
  (await rani.get(`/api/client/chats/${chatId}/messages`)).body.items.map((message: { body: string }) => message.body)
async function talk(): Promise<string> {
  const { chatId } = await world.match(rani, sari)
  const phone = await rani.connect()
  await phone.say(chatId, 'isi hati')
  phone.close()
  return chatId
}
async function part(chatId: string): Promise<void> {
  await rani.post(`/api/client/chats/${chatId}/end`)
  for (const [person, role] of [[rani, 'client'] as const, [sari, 'mitra'] as const])
    await person.post(`/api/${role}/chats/${chatId}/goodbye`, { body: 'dah' })
}

test('a consent is recorded once with its version and time, may be taken back and given again, and nothing asks for it', async () => {
  const none = { version: consentVersion, given_version: null, given_at: null, withdrawn_at: null, messages_kept_days: 365 }
  expect((await rani.get('/api/client/consent')).body).toEqual(none)
  const chatId = await talk()
  expect(await wordsOf(chatId)).toEqual(['isi hati'])
  const given = { ...none, given_version: consentVersion, given_at: expect.any(String) }
  const give = (version = consentVersion as string) => rani.post('/api/client/consent', { version })
  expect((await give('kemarin')).status).toBe(400)
  const first = await give()
  expect(first.body).toEqual(given)
  expect((await Promise.all([give(), give()])).map(({ body }) => body)).toEqual([first.body, first.body])
  expect((await operator.get(`/internal/customers/${rani.id}`)).body.consent).toEqual({
    version: consentVersion,
    given_at: first.body.given_at,
  })
  expect((await withdraw()).body).toEqual({ ...none, withdrawn_at: expect.any(String) })
  expect((await give()).body).toEqual(given)
  expect(await world.sql('select withdrawn_at is null as given from consents order by given_at')).toEqual([
    { given: false },
    { given: true },
  ])
  expect((await rani.get('/api/client/export')).body.consents).toHaveLength(2)
})

test('once a consent is taken back, what was said is forgotten as soon as its chat is over, and nobody else’s is', async () => {
  const dimas = await world.customer('Dimas')
  const past = await talk()
  await part(past)
  const other = await world.match(dimas, sari)
  await (await dimas.connect()).say(other.chatId, 'punya Dimas')
  await rani.post('/api/client/consent', { version: consentVersion })
  await withdraw()
  const live = await talk()
  await sweep(world.ctx)
  expect([await wordsOf(past), await wordsOf(live)]).toEqual([['', '', ''], ['isi hati']])
  await part(live)
  await sweep(world.ctx)
  expect(await wordsOf(live)).toEqual(['', '', ''])
  expect((await dimas.get(`/api/client/chats/${other.chatId}/messages`)).body.items[0]).toMatchObject({ body: 'punya Dimas' })
  await rani.post('/api/client/consent', { version: consentVersion })
  const again = await talk()
  await part(again)
  await sweep(world.ctx)
  expect((await wordsOf(again))[0]).toBe('isi hati')
})

test('a customer has all of their own data, and of nobody else’s', async () => {
  const dimas = await world.customer('Dimas')
  await rani.post('/api/client/consent', { version: consentVersion })
  await rani.post('/api/push/subscriptions', { endpoint: 'https://push.example/rani', keys: { p256dh: 'p', auth: 'a' } })
  const chatId = await talk()
  const phone = await rani.connect()
  await (await sari.connect()).say(chatId, 'aku dengar')
  phone.socket.emit('read', { chat_session_id: chatId, up_to_seq: 2 })
  const { payment_session_id } = await world.paid(rani, await world.moreTime(chatId))
  const { body: asked } = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id })
  await sari.post(`/api/mitra/extensions/${asked.extension_id}/decline`)
  await part(chatId)
  await rani.post(`/api/client/chats/${chatId}/rating`, { stars: 5 })
  const lost = await world.paid(rani)
  const { body: search } = await rani.post('/api/client/chats/start', { payment_session_id: lost.payment_session_id })
  await rani.post(`/api/client/chats/${search.chat_session_id}/cancel`)
  const [failure] = await world.sql("select id from pairing_failures where cause_tag = 'customer_cancelled'")
  await operator.post(`/internal/failed-pairings/${failure?.id}/action`, { action: 'credited' })

  await expect.poll(() => world.sql("select from chat_cursors where reader_role = 'customer'")).toHaveLength(1)
  const { body } = await rani.get('/api/client/export')
  expect(body).toMatchObject({
    customer: { id: rani.id, call_name: 'Rani', credit_balance: lost.amount },
    sign_ins: [{ user_agent: null }],
    push_subscriptions: [{ endpoint: 'https://push.example/rani' }],
    chats: [{ id: chatId, bestie: 'Sari', read_seq: 2 }, { status: 'cancelled' }],
    extensions: [{ id: asked.extension_id, status: 'rejected' }],
    messages: [{ body: 'isi hati' }, { body: 'aku dengar' }, { body: 'dah' }, { body: 'dah' }],
    ratings: [{ stars: 5 }],
    failures: [{ cause_tag: 'extension_rejected' }, { cause_tag: 'customer_cancelled', operator_action: 'credited' }],
    repayments: [{ kind: 'credited', status: 'settled' }],
  })
  expect([body.consents, body.payments].map((rows) => rows.length)).toEqual([1, 3])
  expect(body.ledger.length).toBeGreaterThan(0)
  const others = JSON.stringify((await dimas.get('/api/client/export')).body)
  for (const trace of ['isi hati', rani.id, chatId]) expect(others).not.toContain(trace)
  expect((await sari.get('/api/client/export')).status).toBe(403)
})

test('restricted data is only kept: nothing new starts, operators read nothing, age deletes nothing, a live chat goes on', async () => {
  const of = (path: string) => `/internal/customers/${rani.id}${path}`
  const read = (chatId: string) => supervisor.post(`/internal/sessions/${chatId}/conversation`, { reason: 'laporan' })
  const past = await talk()
  await part(past)
  const paid = await world.paid(rani)
  const bound = await world.paid(rani, { targeted_mitra_id: sari.id })
  const dimas = await world.customer('Dimas')
  const live = await world.match(dimas, sari)
  await world.sql('update customers set restricted_at = now() where id = $1', [dimas.id])
  expect(await (await dimas.connect()).say(live.chatId, 'masih bisa')).toMatchObject({ ok: true })
  expect((await operator.post(of('/restrict'), { reason: 'x' })).status).toBe(403)
  expect((await supervisor.post(of('/restrict'), { reason: 'permintaan sendiri' })).body.restricted_at).not.toBeNull()
  const refused = { status: 403, body: { code: 'account_restricted' } }
  expect(await rani.post('/api/client/payments', { tier_id: await world.tier() })).toMatchObject(refused)
  const start = (path: string, { payment_session_id }: { payment_session_id: string }) =>
    rani.post(`/api/client/chats/${path}`, { payment_session_id })
  expect(await start('start', paid)).toMatchObject(refused)
  expect(await start('fallback-to-blast', paid)).toMatchObject(refused)
  expect(await start('returning', bound)).toMatchObject(refused)
  expect(await read(past)).toMatchObject(refused)
  expect(await read(live.chatId)).toMatchObject(refused)
  expect(await world.sql("select from audit_log where action = 'read_conversation'")).toEqual([])
  await world.sql(
    "update chat_sessions set completed_at = completed_at - interval '400 days', ended_at = ended_at - interval '400 days' where id = $1",
    [past],
  )
  await world.sql("update messages set created_at = created_at - interval '401 days' where chat_session_id = $1", [past])
  await world.sql("update chat_keys set created_at = created_at - interval '401 days' where chat_session_id = $1", [past])
  await sweep(world.ctx)
  expect((await wordsOf(past))[0]).toBe('isi hati')
  expect((await rani.get('/api/client/export')).status).toBe(200)
  expect((await supervisor.post(of('/unrestrict'), { reason: 'selesai' })).body.restricted_at).toBeNull()
  expect((await read(past)).body.items[0]).toMatchObject({ body: 'isi hati' })
  expect((await start('start', paid)).status).toBe(200)
  await sweep(world.ctx)
  expect((await wordsOf(past))[0]).toBe('')
})

test('a customer’s data is collected once at a time, however often they ask', async () => {
  const holder = await world.hold('lock table consents in access exclusive mode')
  const first = rani.get('/api/client/export')
  await world.waiting(1, 'select version, given_at, withdrawn_at from consents')
  expect(await rani.get('/api/client/export')).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
  await holder.letGo()
  expect((await first).status).toBe(200)
  expect((await rani.get('/api/client/export')).status).toBe(200)
})
