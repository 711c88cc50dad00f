import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openValkey, type Valkey } from '../bus/valkey'
import { type Connected, connectedHere } from './connected'
import { connectedAnywhere } from './connected-anywhere'

const log = pino({ level: 'silent' })
const sari = { id: '01900000-0000-7000-8000-000000000001', role: 'mitra' as const }
const budi = { id: '01900000-0000-7000-8000-000000000002', role: 'mitra' as const }
const rani = { id: '01900000-0000-7000-8000-000000000003', role: 'customer' as const }
const everyone = [sari.id, budi.id, rani.id]
const sorted = (ids: Set<string> | undefined) => ids && [...ids].sort()

let redis: TestRedis
let opened: (() => unknown)[]
beforeEach(async () => {
  redis = await startRedis()
  opened = []
})
afterEach(async () => {
  for (const close of opened.reverse()) await close()
  await redis.stop()
})

async function instance(): Promise<Connected & { valkey: Valkey }> {
  const valkey = openValkey(redis.url, log)
  await new Promise((resolve) => valkey.commands.once('ready', resolve))
  const connected = connectedAnywhere(valkey, log)
  opened.push(valkey.stop, connected.stop)
  return { ...connected, valkey }
}

describe.each<[string, () => Promise<Connected>]>([
  ['in memory', async () => connectedHere({ areGone: async () => true })],
  ['in Valkey', instance],
])('%s', (_, open) => {
  test('someone is connected from their first socket to the last', async () => {
    const connected = await open()
    expect(sorted(await connected.among(everyone))).toEqual([])
    for (const user of [sari, sari, rani]) connected.arrived(user)
    expect([connected.isHere(sari.id), connected.isHere(budi.id)]).toEqual([true, false])
    expect(sorted(await connected.among(everyone))).toEqual([sari.id, rani.id])
    expect(connected.mitrasHere()).toEqual([sari.id])
    connected.left(sari)
    expect(connected.mitrasHere()).toEqual([sari.id])
    connected.left(sari)
    expect(sorted(await connected.among(everyone))).toEqual([rani.id])
  })
})

test('a process that cannot know of others answers only for people who are here', async () => {
  const connected = connectedHere({ areGone: async () => false })
  connected.arrived(sari)
  expect(sorted(await connected.among([sari.id]))).toEqual([sari.id])
  expect(await connected.among(everyone)).toBeUndefined()
})

describe('on several instances', () => {
  const seenBy = async (connected: Connected) => sorted(await connected.among(everyone))

  test('a mitra who came and a mitra who left while Valkey was away are told apart, though as many are there as before', async () => {
    const [one, two] = [await instance(), await instance()]
    one.arrived(sari)
    await expect.poll(() => seenBy(two)).toEqual([sari.id])
    one.valkey.commands.disconnect(true)
    one.left(sari)
    one.arrived(budi)
    await expect.poll(() => seenBy(two), { timeout: 10_000 }).toEqual([budi.id])
  })

  test('each sees the people of all, and an instance that stops takes its own with it', async () => {
    const [one, two] = [await instance(), await instance()]
    one.arrived(sari)
    two.arrived(rani)
    await expect.poll(() => seenBy(one)).toEqual([sari.id, rani.id])
    await expect.poll(() => seenBy(two)).toEqual([sari.id, rani.id])
    await one.stop()
    expect(await seenBy(two)).toEqual([rani.id])
  })

  test('the people of an instance that died are gone when its lease ends', async () => {
    const [one, two] = [await instance(), await instance()]
    one.arrived(sari)
    await expect.poll(() => seenBy(two)).toEqual([sari.id])
    one.valkey.stop()
    await expect.poll(() => seenBy(two), { timeout: 12_000 }).toEqual([])
  })

  test('an emptied Valkey is filled again; while there is none, nothing is known', async () => {
    const [one, two] = [await instance(), await instance()]
    for (const user of [sari, budi]) one.arrived(user)
    await expect.poll(() => seenBy(two)).toEqual([sari.id, budi.id])
    await two.valkey.commands.flushall()
    await expect.poll(() => seenBy(two), { timeout: 6_000 }).toEqual([sari.id, budi.id])
    const port = Number(new URL(redis.url).port)
    await redis.stop()
    await expect.poll(() => seenBy(two)).toBeUndefined()
    redis = await startRedis(port)
    await expect.poll(() => seenBy(two), { timeout: 6_000 }).toEqual([sari.id, budi.id])
  })
})
