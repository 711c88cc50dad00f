import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, openInstance, type Person, testMasterKeys, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sendMessage } from '../chat/send-message'
import { bestie } from '../command-line'
import { readEnv } from '../env'
import { sweep } from '../jobs/sweep'
import { collectData } from '../privacy/collect-data'
import { openChatKeys } from './chat-keys'
import { type MasterKeys, openMasterKeys, parseMasterKeys } from './master-keys'
import { isAnythingUnderOlderKeys, rotateMasterKey } from './rotate-master-key'

let world: World
let rani: Person
let sari: Person
let chatId: string
beforeEach(async () => {
  world = await bootWorld()
  ;[rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  chatId = (await world.match(rani, sari)).chatId
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})
const wordsOf = async (person: Person, role = 'client') =>
  (await person.get(`/api/${role}/chats/${chatId}/messages`)).body.items?.map((message: { body: string }) => message.body)
const otherKey = `other:${Buffer.alloc(32, 'another').toString('base64')}`

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await world.sql<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker', 'mock_gateway')",
  )
  const rows = await Promise.all(tables.map(({ name }) => world.sql(`select t::text from ${name} t`)))
  return JSON.stringify(rows)
}

test('what is said, goodbyes too, lies in no table in clear, and both sides read it', async () => {
  await world.stopWorker()
  const forget = vi.spyOn(world.ctx.realtime, 'deliver').mockImplementation(() => {})
  const [phone, mitra] = [await rani.connect(), await sari.connect()]
  await phone.say(chatId, 'rahasia pertama')
  await rani.post(`/api/client/chats/${chatId}/end`)
  const goodbye = { body: 'rahasia terakhir', client_message_id: 'dah' }
  await sari.post(`/api/mitra/chats/${chatId}/goodbye`, goodbye, { 'idempotency-key': 'satu' })
  // The goodbye's event was stored but not delivered, as by a process that died.
  expect(await world.sql('select from undelivered_events')).not.toEqual([])
  const stored = await everything()
  expect(stored).not.toContain('rahasia')
  expect(stored).not.toContain(Buffer.from('rahasia').toString('base64').slice(0, 8))
  forget.mockRestore()
  // An event that does not open does not block the others.
  await world.sql(
    `insert into undelivered_events (events)
    select jsonb_build_array(jsonb_set(event, '{data,body}', '"bm90IHdoYXQgd2FzIHNlYWxlZCwgYW5kIGxvbmcgZW5vdWdo"'))
    from undelivered_events, jsonb_array_elements(events::jsonb) event where event ->> 'name' = 'message' limit 1`,
  )
  await world.sql("update undelivered_events set created_at = now() - interval '1 minute'")
  await world.ctx.realtime.deliverForgotten()
  expect(await phone.event('message')).toMatchObject({ body: 'rahasia terakhir', sender_role: 'mitra' })
  expect(await world.sql('select from undelivered_events')).toEqual([])
  for (const [person, role] of [[rani, 'client'] as const, [sari, 'mitra'] as const])
    expect(await wordsOf(person, role)).toEqual(['rahasia pertama', 'rahasia terakhir'])
  mitra.close()
})

test('a goodbye that is repeated is known by its name or its words', async () => {
  await rani.post(`/api/client/chats/${chatId}/end`)
  const say = (body: string, client_message_id?: string) =>
    rani.post(`/api/client/chats/${chatId}/goodbye`, { body, ...(client_message_id && { client_message_id }) })
  expect((await say('dah', 'a')).status).toBe(200)
  expect((await say('dah', 'b')).status).toBe(200)
  expect((await say('lain', 'a')).status).toBe(200)
  expect(await say('lain', 'b')).toMatchObject({ status: 409, body: { code: 'goodbye_already_said' } })
})

test('a body moved to another row, or changed, is refused instead of read', async () => {
  const phone = await rani.connect()
  await phone.say(chatId, 'satu')
  await phone.say(chatId, 'dua')
  await world.sql(`update messages m set body = o.body from messages o
    where o.chat_session_id = m.chat_session_id and o.seq = 3 - m.seq`)
  expect((await rani.get(`/api/client/chats/${chatId}/messages`)).status).toBe(500)
})

test('a chat’s key moved to another chat does not open', async () => {
  await (await rani.connect()).say(chatId, 'satu')
  const dimas = await world.customer('Dimas')
  const other = await world.match(dimas, sari)
  await (await dimas.connect()).say(other.chatId, 'dua')
  await world.sql(`update chat_keys k set wrapped = o.wrapped from chat_keys o where o.chat_session_id <> k.chat_session_id`)
  const instance = await openInstance(world)
  await expect(instance.ctx.chatKeys.forReading([chatId])).rejects.toThrow()
  await instance.stop()
})

test('a key that does not open stops its own chat, and none of those that are written together with it', async () => {
  const [dimas, budi] = [await world.customer('Dimas'), await world.mitra('Budi')]
  await sari.post('/api/mitra/status/offline')
  const other = await world.match(dimas, budi)
  const [phone, theirs] = [await rani.connect(), await dimas.connect()]
  await world.sql("insert into chat_keys (chat_session_id, wrapped, master_key_id) values ($1, 'nothing', 'test')", [chatId])
  const draft = (person: Person, chat: string) =>
    sendMessage(world.ctx, { chatId: chat, senderId: person.id, senderRole: 'customer', clientMessageId: chat, body: 'halo' })
  const outcomes = await Promise.allSettled([draft(rani, chatId), draft(dimas, other.chatId)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await phone.say(chatId, 'halo')).toEqual({ ok: false, code: 'unavailable' })
  expect(await theirs.say(other.chatId, 'lagi')).toMatchObject({ ok: true, seq: 2 })
})

test('an id in capitals is the same chat', async () => {
  await (await rani.connect()).say(chatId.toUpperCase(), 'halo')
  expect(await wordsOf(rani)).toEqual(['halo'])
})

test('sending is one statement, and the first message of a chat in a process one more', async () => {
  await world.stopWorker()
  const phone = await rani.connect()
  const saying = async (body: string) => {
    const sent = await sentDuring(() => phone.say(chatId, body))
    return sent.filter(({ text }) => / messages |chat_keys/.test(text)).length
  }
  expect([await saying('satu'), await saying('dua'), await saying('tiga')]).toEqual([2, 1, 1])
})

test('many writers at once make one key for a chat', async () => {
  const other = await openInstance(world)
  const keys = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 ? world.ctx : other.ctx).chatKeys.forWriting([chatId])),
  )
  const [first] = await world.sql<{ count: number }>('select count(*)::int as count from chat_keys')
  expect(first?.count).toBe(1)
  const clear = keys.map((found) => found.get(chatId)?.export().toString('hex'))
  expect(new Set(clear).size).toBe(1)
  await other.stop()
})

test('a key that is destroyed is forgotten by every process', async () => {
  const other = await openInstance(world)
  await other.ctx.chatKeys.forWriting([chatId])
  await world.sql('delete from chat_keys')
  await expect.poll(async () => (await other.ctx.chatKeys.forReading([chatId])).size).toBe(0)
  await other.stop()
})

test('words from before there were keys stay readable, and are sealed bit by bit by whoever sweeps', async () => {
  await world.stopWorker()
  await world.sql(
    `insert into messages (chat_session_id, seq, sender_role, body) select $1, n, 'customer', 'dulu ' || n from generate_series(1, 1200) n`,
    [chatId],
  )
  await world.sql('update chat_sessions set last_seq = 1200')
  const operator = await world.operator()
  await world.sql("update operators set totp_secret = 'JBSWY3DPEHPK3PXP' where id = $1", [operator.id])
  expect((await wordsOf(rani)).slice(0, 2)).toEqual(['dulu 1', 'dulu 2'])
  // Several at once, as when several workers start.
  await Promise.all([sweep(world.ctx), sweep(world.ctx), sweep(world.ctx)])
  await sweep(world.ctx)
  expect(await world.sql('select count(*)::int as count from messages where not sealed')).toEqual([{ count: 0 }])
  const stored = await everything()
  for (const words of ['dulu', 'JBSWY3DPEHPK3PXP']) expect(stored).not.toContain(words)
  expect((await wordsOf(rani)).slice(0, 2)).toEqual(['dulu 1', 'dulu 2'])
})

test('the master key is rotated while people write; what is interrupted goes on, and then the old key opens nothing', async () => {
  const phone = await rani.connect()
  await phone.say(chatId, 'lama')
  const both = await openInstance(world, { masterKeys: `${otherKey},${testMasterKeys}` })
  expect(await isAnythingUnderOlderKeys(world.ctx.db, both.ctx.masterKeys)).toBe(true)
  await Promise.all([
    rotateMasterKey(world.ctx.db, both.ctx.masterKeys),
    rotateMasterKey(world.ctx.db, both.ctx.masterKeys),
    phone.say(chatId, 'baru'),
  ])
  expect(await isAnythingUnderOlderKeys(world.ctx.db, both.ctx.masterKeys)).toBe(false)
  expect(await world.sql('select distinct master_key_id as id from chat_keys')).toEqual([{ id: 'other' }])
  await both.stop()
  const alone = await openInstance(world, { masterKeys: otherKey })
  expect((await alone.ctx.chatKeys.forReading([chatId])).size).toBe(1)
  await alone.stop()
  const lost = openMasterKeys({ masterKeys: testMasterKeys, dataDir: '' }, world.ctx.db)
  await expect(lost).rejects.toThrow('needs the master key "other"')
  expect(await wordsOf(rani)).toEqual(['lama', 'baru'])
})

test('another key under the same name is refused at the start', async () => {
  const wrong = `test:${Buffer.alloc(32, 'wrong').toString('base64')}`
  await expect(openMasterKeys({ masterKeys: wrong, dataDir: '' }, world.ctx.db)).rejects.toThrow('is another than')
  for (const text of ['', 'x', 'a:short', `:${testMasterKeys}`]) expect(() => parseMasterKeys(text)).toThrow(/MASTER_KEYS/)
})

test('without MASTER_KEYS the first start makes a file, and every process of the machine uses the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-keys-'))
  const open = (name: string) => openMasterKeys({ masterKeys: undefined, dataDir: join(folder, name) }, world.ctx.db)
  const opened = await Promise.all(['a', 'b', 'a', 'b'].map(open))
  expect(new Set(opened.map((keys) => keys.newest().id)).size).toBe(1)
  const file = opened[0]?.file as string
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(2)
  const keys = opened[0] as MasterKeys
  const ofChat = await openChatKeys(world.ctx.db, keys).forWriting([chatId])
  const env = { ...readEnv({}), databaseUrl: world.databaseUrl, dataDir: join(folder, 'c') }
  expect(await bestie(env, ['rotate-master-key'])).toBe(0)
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(3)
  expect(await world.sql('select from chat_keys where master_key_id = $1', [keys.newest().id])).toEqual([])
  // The running process reads the file again when it meets the new key.
  const again = await openChatKeys(world.ctx.db, keys).forReading([chatId])
  expect(again.get(chatId)?.equals(ofChat.get(chatId) as KeyObject)).toBe(true)
  await rm(folder, { recursive: true })
  await expect(open('a')).rejects.toThrow('put the file master-keys back')
  expect(existsSync(folder), 'nothing is left that could be taken for the real file').toBe(false)
})

test('whoever reads while a chat gets its key and its first message sees that message with its words, or not yet', async () => {
  const phone = await rani.connect()
  const { db, chatKeys } = world.ctx
  const forReading: typeof chatKeys.forReading = async (chatIds) => {
    const found = await chatKeys.forReading(chatIds)
    await phone.say(chatId, 'kata pertama')
    return found
  }
  const { messages } = await collectData({ db, chatKeys: { ...chatKeys, forReading } }, rani.id)
  expect(messages.filter(({ body }) => body === '')).toEqual([])
  expect((await collectData(world.ctx, rani.id)).messages).toMatchObject([{ body: 'kata pertama' }])
})
