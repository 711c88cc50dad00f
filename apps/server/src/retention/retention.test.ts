import { bootWorld, type Person, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'

let world: World
let rani: Person
let sari: Person
beforeEach(async () => {
  world = await bootWorld()
  ;[rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

/** A chat with three messages and a comment that was over this many days ago. */
async function past(days: number): Promise<string> {
  const { chatId } = await world.match(rani, sari)
  const phone = await rani.connect()
  await phone.say(chatId, 'isi hati')
  phone.close()
  await rani.post(`/api/client/chats/${chatId}/end`)
  for (const [person, role] of [[rani, 'client'] as const, [sari, 'mitra'] as const])
    await person.post(`/api/${role}/chats/${chatId}/goodbye`, { body: 'dah' })
  await rani.post(`/api/client/chats/${chatId}/rating`, { stars: 4, comment: 'hangat' })
  const ago = (column: string) => `${column} = ${column} - make_interval(days => $2)`
  await world.sql(`update chat_sessions set ${['created_at', 'ended_at', 'completed_at'].map(ago)} where id = $1`, [chatId, days])
  await world.sql(`update messages set ${ago('created_at')} where chat_session_id = $1`, [chatId, days])
  await world.sql(`update chat_keys set ${ago('created_at')} where chat_session_id = $1`, [chatId, days])
  await world.sql(`update ratings set ${ago('created_at')} where chat_session_id = $1`, [chatId, days])
  return chatId
}
const words = async (chatId: string) =>
  (await rani.get(`/api/client/chats/${chatId}/messages`)).body.items.map((message: { body: string }) => message.body)

test('what was said is kept for as many days as the setting says, then its key is destroyed; the chat and its stars stay', async () => {
  const [old, young, live] = [await past(31), await past(29), (await world.match(rani, sari)).chatId]
  await (await rani.connect()).say(live, 'baru')
  await world.sql("update chat_keys set created_at = now() - interval '40 days' where chat_session_id = $1", [live])
  await sweep(world.ctx)
  expect(await words(old)).toEqual(['isi hati', 'dah', 'dah'])
  await world.set('retention_messages_days', 30)
  await Promise.all([sweep(world.ctx), sweep(world.ctx)])
  expect([await words(old), await words(young), await words(live)]).toEqual([['', '', ''], ['isi hati', 'dah', 'dah'], ['baru']])
  expect(await world.sql('select from chat_keys where chat_session_id = $1', [old])).toEqual([])
  const ratings = await world.sql('select comment, stars from ratings order by created_at')
  expect(ratings).toEqual([
    { comment: null, stars: 4 },
    { comment: 'hangat', stars: 4 },
  ])
  expect(await world.sql('select rating_sum, rating_count from mitras')).toEqual([{ rating_sum: 8, rating_count: 2 }])
})

test('codes and what was sent with them go after their days', async () => {
  await world.sql(`insert into sign_in_codes (destination, code_hash, expires_at, created_at)
    select '+62811', '', now(), now() - make_interval(days => n) from generate_series(0, 9) n`)
  await world.sql(`insert into dev_outbox (destination, text, created_at)
    select '+62811', 'kode', now() - make_interval(days => n) from generate_series(0, 1199) n`)
  await world.set('retention_codes_days', 5)
  await sweep(world.ctx)
  for (const table of ['sign_in_codes', 'dev_outbox'])
    expect(await world.sql(`select count(*)::int as count from ${table}`)).toEqual([{ count: 5 }])
})

test('a sign-in ends after its days, and where it was open it is closed', async () => {
  const phone = await rani.connect()
  await world.sql("update access_tokens set created_at = now() - interval '11 days' where user_id = $1", [rani.id])
  const closed = new Promise((resolve) => phone.socket.once('disconnect', resolve))
  await world.set('retention_sign_ins_days', 10)
  await sweep(world.ctx)
  await closed
  expect((await rani.get('/api/me')).status).toBe(401)
  expect((await sari.get('/api/me')).status).toBe(200)
})

test('an audit line goes when its days are over and not before, for nobody and never within a year', async () => {
  const line = (days: number) =>
    world.sql(
      "insert into audit_log (actor_role, action, subject, created_at) values ('admin', 'sign_in', 'x', now() - make_interval(days => $1))",
      [days],
    )
  for (const days of [400, 500, 2_000]) await line(days)
  const kept = async () => (await world.sql('select from audit_log')).length
  await sweep(world.ctx)
  expect(await kept()).toBe(2)
  await expect(world.sql('delete from audit_log')).rejects.toThrow(/append-only/)
  await expect(world.sql("update audit_log set subject = 'y'")).rejects.toThrow(/append-only/)
  await expect(world.sql('truncate audit_log')).rejects.toThrow(/append-only/)
  await world.set('retention_audit_days', 450)
  await sweep(world.ctx)
  expect(await kept()).toBe(1)
  await world.sql("update app_config set value = '1' where key = 'retention_audit_days'")
  await line(100)
  await expect(world.sql("delete from audit_log where created_at > now() - interval '200 days'")).rejects.toThrow(/append-only/)
  await world.set('retention_audit_days', 450)
})

test('how long things are kept is set in the control center, within bounds', async () => {
  const admin = await world.operator('admin')
  expect((await admin.patch('/internal/config', { retention_audit_days: 30 })).status).toBe(400)
  expect((await admin.patch('/internal/config', { retention_messages_days: 0 })).status).toBe(400)
  expect((await admin.patch('/internal/config', { retention_messages_days: 90 })).status).toBe(200)
  await expect.poll(() => world.ctx.settings.whole('retention_messages_days')).toBe(90)
})
