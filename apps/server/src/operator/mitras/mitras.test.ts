import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

let world: World
let operator: Person
let supervisor: Person
beforeEach(async () => {
  world = await bootWorld()
  ;[operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})
const row = async (id: string) =>
  (await operator.get('/internal/mitras')).body.items.find((mitra: { id: string }) => mitra.id === id)

test('[J3] online, connected and load are three facts, each shown as it is', async () => {
  await world.set('max_customers_per_mitra', 2)
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  expect(await row(sari.id)).toMatchObject({ is_online: true, connected: false, live_customers: 0, max_customers: 2 })
  const phone = await sari.connect()
  await world.match(rani, sari)
  await sari.post('/api/mitra/status/offline')
  expect(await row(sari.id)).toMatchObject({ is_online: false, connected: true, live_customers: 1, chats_30_days: 1 })
  phone.close()
  await expect.poll(async () => (await row(sari.id)).connected).toBe(false)
})

test('a connection that cannot be asked for is unknown, not gone', async () => {
  const sari = await world.mitra('Sari')
  world.ctx.connected.among = async () => undefined
  expect((await row(sari.id)).connected).toBeNull()
  const { body } = await operator.get('/internal/dashboard?from=2026-01-01&to=2026-01-01')
  expect(body.live.mitras).toEqual({ online: 1, connected: null, at_capacity: 0 })
})

test('mitra are found and sorted, and ratings add up', async () => {
  const [rani, sari, budi] = [await world.customer(), await world.mitra('Sari'), await world.mitra('Budi', { online: false })]
  for (const stars of [5, 2]) {
    const { chatId } = await world.match(rani, sari)
    await rani.post(`/api/client/chats/${chatId}/end`)
    await rani.post(`/api/client/chats/${chatId}/rating`, { stars, comment: `bintang ${stars}` })
  }
  const names = async (query: string) =>
    (await operator.get(`/internal/mitras?${query}`)).body.items.map((mitra: { display_name: string }) => mitra.display_name)
  expect([await names(''), await names('sort=-rating_average'), await names('sort=-chats_30_days')]).toEqual([
    ['Budi', 'Sari'],
    ['Sari', 'Budi'],
    ['Sari', 'Budi'],
  ])
  expect([await names('q=sa'), await names(`q=${budi.id}`), await names('is_online=false'), await names('q=%25')]).toEqual([
    ['Sari'],
    ['Budi'],
    ['Budi'],
    [],
  ])
  const lala = await world.mitra('Bestie Lala')
  expect([await names('q=lal'), await names('q=bestie%20la'), await names('q=ala')]).toEqual([
    ['Bestie Lala'],
    ['Bestie Lala'],
    [],
  ])
  await world.sql('delete from mitras where id = $1', [lala.id])
  const { body } = await operator.get(`/internal/mitras/${sari.id}`)
  expect(body).toMatchObject({ rating_average: 3.5, rating_count: 2, rating_spread: [0, 1, 0, 0, 1], suspension: null })
  expect(body.ratings.map((rating: { comment: string }) => rating.comment)).toEqual(['bintang 2', 'bintang 5'])
})

test('a mitra is taken in with a name and a number, signs in by a code, and is renamed', async () => {
  const wish = { display_name: 'Tika', phone: '081299998888' }
  expect((await operator.post('/internal/mitras', wish)).status).toBe(403)
  const made = await supervisor.post('/internal/mitras', wish)
  expect(made).toMatchObject({ status: 200, body: { display_name: 'Tika', phone: '+6281299998888', is_online: false } })
  expect(await supervisor.post('/internal/mitras', wish)).toMatchObject({ status: 409, body: { code: 'contact_taken' } })
  expect((await supervisor.post('/internal/mitras', { display_name: 'Tanpa kontak' })).status).toBe(400)
  await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone: wish.phone })
  const [{ code }] = (await ask(`${world.internalUrl}/dev/outbox?to=%2B6281299998888`, 'GET')).body
  const signedIn = await ask(`${world.url}/api/auth/otp/verify`, 'POST', {}, { phone: wish.phone, code })
  expect(signedIn.body.user).toEqual({ id: made.body.id, role: 'mitra' })
  expect((await supervisor.patch(`/internal/mitras/${made.body.id}`, { display_name: 'Tika Baru' })).body.display_name).toBe(
    'Tika Baru',
  )
  expect(await world.sql("select before, after from audit_log where action = 'rename_mitra'")).toEqual([
    { before: { display_name: 'Tika' }, after: { display_name: 'Tika Baru' } },
  ])
})

test('a mitra who switches themselves on while they are being suspended stays off, also afterwards', async () => {
  const sari = await world.mitra('Sari', { online: false })
  const holder = await world.hold('select from mitras where id = $1 for update', [sari.id])
  const suspending = supervisor.post(`/internal/mitras/${sari.id}/suspend`, { reason: 'keluhan' })
  await world.waiting()
  const switching = sari.post('/api/mitra/status/online')
  await world.waiting(2)
  await holder.letGo()
  expect((await suspending).status).toBe(200)
  await switching
  await supervisor.post(`/internal/mitras/${sari.id}/unsuspend`, { reason: 'selesai' })
  expect((await row(sari.id)).is_online).toBe(false)
})

test('a suspended mitra is off and signed out, their cards close, running chats go on, and no code lets them in', async () => {
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  const [sari, budi] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const { chatId } = await world.match(rani, sari)
  const phone = await sari.connect()
  const { payment_session_id } = await world.paid(dimas)
  const { body: request } = await dimas.post('/api/client/chats/start', { payment_session_id })
  const closed = new Promise((resolve) => phone.socket.once('disconnect', resolve))
  const suspended = await supervisor.post(`/internal/mitras/${sari.id}/suspend`, { reason: 'keluhan' })
  expect(suspended.body).toMatchObject({
    is_online: false,
    suspended_at: expect.any(String),
    suspension: { reason: 'keluhan', by: expect.stringContaining('supervisor') },
  })
  await closed
  await expect(openDevice(world.url, sari.token)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect((await sari.get('/api/mitra/status')).status).toBe(401)
  expect(
    await world.sql('select mitra_id, status from chat_request_notifications where chat_session_id = $1 and mitra_id = $2', [
      request.chat_session_id,
      sari.id,
    ]),
  ).toEqual([{ mitra_id: sari.id, status: 'closed' }])
  expect((await rani.get('/api/client/chats/current')).body.items).toMatchObject([{ chat_session_id: chatId, status: 'active' }])
  await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone: sari.contact })
  const [{ code }] = (await ask(`${world.internalUrl}/dev/outbox?to=${encodeURIComponent(sari.contact)}`, 'GET')).body
  expect(await ask(`${world.url}/api/auth/otp/verify`, 'POST', {}, { phone: sari.contact, code })).toMatchObject({
    status: 403,
    body: { code: 'account_suspended' },
  })
  expect(await world.sql('select from customers where phone = $1', [sari.contact])).toEqual([])
  expect((await operator.get('/internal/mitras?is_suspended=true')).body.total).toBe(1)
  expect((await supervisor.post(`/internal/mitras/${sari.id}/unsuspend`, { reason: 'selesai' })).body.suspended_at).toBeNull()
  expect((await budi.post(`/api/mitra/requests/${request.chat_session_id}/accept`)).status).toBe(200)
  expect((await supervisor.post(`/internal/mitras/${rani.id}/suspend`, { reason: 'x' })).status).toBe(404)
})

test('a mitra is erased once no chat of theirs goes on; what was said stays the customer’s', async () => {
  const [rani, sari, admin] = [await world.customer('Rani'), await world.mitra('Sari Indah'), await world.operator('admin')]
  const erase = (who: Person) => who.post(`/internal/mitras/${sari.id}/erase`, { reason: 'berhenti' })
  const { chatId } = await world.match(rani, sari)
  await (await sari.connect()).say(chatId, 'aku dengar')
  expect((await erase(supervisor)).status).toBe(403)
  expect(await erase(admin)).toMatchObject({ status: 409, body: { code: 'something_live', state: 'active' } })
  expect((await sari.get('/api/mitra/status')).body.is_online).toBe(true)
  await rani.post(`/api/client/chats/${chatId}/end`)
  for (const [person, role] of [[rani, 'client'] as const, [sari, 'mitra'] as const])
    await person.post(`/api/${role}/chats/${chatId}/goodbye`, { body: 'dah' })
  await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone: sari.contact })
  expect((await erase(admin)).body).toMatchObject({
    display_name: 'Bestie',
    phone: null,
    is_online: false,
    erased_at: expect.any(String),
    suspension: { reason: 'berhenti' },
  })
  expect((await sari.get('/api/mitra/status')).status).toBe(401)
  expect((await rani.get('/api/client/chats')).body.items).toMatchObject([{ mitra: { display_name: 'Bestie' } }])
  expect((await rani.get(`/api/client/chats/${chatId}/messages`)).body.items[0]).toMatchObject({ body: 'aku dengar' })
  const tables = await world.sql<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'")
  for (const { name } of tables) {
    const rows = JSON.stringify(await world.sql(`select t::text from ${name} t`))
    for (const trace of [sari.contact, 'Sari Indah']) expect([name, rows.includes(trace)]).toEqual([name, false])
  }
  expect((await supervisor.post(`/internal/mitras/${sari.id}/unsuspend`, { reason: 'x' })).body.suspended_at).not.toBeNull()
  // A page that was open before the erasure still has the old name.
  const renamed = await supervisor.patch(`/internal/mitras/${sari.id}`, { display_name: 'Sari Indah' })
  expect(renamed).toMatchObject({ status: 200, body: { display_name: 'Bestie' } })
  expect((await erase(admin)).status).toBe(200)
})
