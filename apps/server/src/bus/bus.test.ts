import { createTestDatabase, type TestDatabase } from '@bestie/dev-world/database'
import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import { testMasterKeys } from '@bestie/dev-world/world'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDatabase, openPool } from '../db/client'
import { listenToDatabase } from '../db/notifications'
import { openMetrics } from '../observe/metrics'
import { openMasterKeys } from '../sealing/master-keys'
import { openSealedBatches } from '../sealing/sealed-batches'
import { type Bus, openBus, type Transport } from './bus'
import { databaseTransport } from './database-transport'
import { countListening, meetOtherProcesses } from './other-processes'
import { openValkey, type Valkey } from './valkey'
import { valkeyTransport } from './valkey-transport'

const log = pino({ level: 'silent' })
let redis: TestRedis
let database: TestDatabase
let closers: (() => unknown)[]
beforeEach(async () => {
  redis = await startRedis()
  database = await createTestDatabase()
  closers = []
})
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  await Promise.all([redis.stop(), database.drop()])
})

async function overDatabase(): Promise<Transport> {
  const pool = openPool(database.url, log, { max: 2 })
  const notifications = await listenToDatabase(database.url, log)
  closers.push(() => pool.end(), notifications.stop)
  return databaseTransport(pool, notifications)
}

const overValkey = () => overValkeyThatKeeps({})

/** Each process seals with its own key. */
async function overValkeyThatKeeps(options: { keptFor?: number; trimEvery?: number }): Promise<Transport> {
  const pool = openPool(database.url, log, { max: 1 })
  const masterKeys = await openMasterKeys({ masterKeys: testMasterKeys, dataDir: '' }, openDatabase(pool))
  await pool.end()
  const valkey = await connectedValkey()
  closers.push(valkey.stop)
  return valkeyTransport(valkey, openSealedBatches(masterKeys), log, options)
}

async function connectedValkey(): Promise<Valkey> {
  const valkey = openValkey(redis.url, log)
  await new Promise((resolve) => valkey.commands.once('ready', resolve))
  return valkey
}

/** A process with a bus over these transports, and everything it heard. */
async function processWith(...kinds: (() => Promise<Transport>)[]): Promise<{ bus: Bus; heard: string[]; gaps: number[] }> {
  const bus = openBus(await Promise.all(kinds.map((open) => open())), {
    others: { exist: kinds.length > 0 },
    log,
    metrics: openMetrics(),
  })
  closers.push(bus.stop)
  const heard: string[] = []
  const gaps: number[] = []
  bus.on('probe_answered', ({ id }) => heard.push(id))
  bus.onGap(() => gaps.push(Date.now()))
  return { bus, heard, gaps }
}

/** Says a word until it is heard: a process that has just started may not listen yet. */
async function until(heard: string[], from: Bus, word = 'ready'): Promise<void> {
  await expect
    .poll(async () => {
      await from.say('probe_answered', { id: word, answers: true })
      return heard.includes(word)
    })
    .toBe(true)
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `word ${index}`)

describe.each([
  ['Valkey', [overValkey]],
  ['the database', [overDatabase]],
  ['Valkey with the database behind it', [overValkey, overDatabase]],
])('over %s', (_, kinds) => {
  test('every other process hears every word once, in order, and nobody hears their own', async () => {
    const [one, two, three] = [await processWith(...kinds), await processWith(...kinds), await processWith(...kinds)]
    for (const { heard } of [two, three]) await until(heard, one.bus)
    await until(one.heard, two.bus, 'hello')
    const words = numbered(3_000)
    expect(await Promise.all(words.map((id) => one.bus.say('probe_answered', { id, answers: true })))).not.toContain(false)
    for (const { heard } of [two, three]) {
      await expect.poll(() => heard.filter((word) => word.startsWith('word'))).toEqual(words)
    }
    expect(one.heard.filter((word) => word !== 'hello')).toEqual([])
  })

  test('a word of any length and script arrives whole', async () => {
    const [one, two] = [await processWith(...kinds), await processWith(...kinds)]
    await until(two.heard, one.bus)
    const long = 'Aku di sini 💛 '.repeat(5_000)
    await one.bus.say('probe_answered', { id: long, answers: true })
    await expect.poll(() => two.heard.includes(long)).toBe(true)
  })
})

test('a process is alone until another starts on its database, and then both know; a minute after it has gone it is alone again', async () => {
  const start = async () => {
    const pool = openPool(database.url, log, { max: 1 })
    const notifications = await listenToDatabase(database.url, log)
    closers.push(() => pool.end(), notifications.stop)
    const db = openDatabase(pool)
    return { db, stop: notifications.stop, others: await meetOtherProcesses(db, notifications) }
  }
  const [now, minute] = [performance.now.bind(performance), 60_001]
  const clock = vi.spyOn(performance, 'now')
  const first = await start()
  expect([first.others.exist, await first.others.areGone()]).toEqual([false, true])
  const second = await start()
  expect(second.others.exist).toBe(true)
  await expect.poll(() => first.others.exist).toBe(true)
  expect(await first.others.areGone()).toBe(false)
  await second.stop()
  await expect.poll(() => countListening(first.db)).toBe(1)
  // Its connection may just have broken.
  expect(await first.others.areGone()).toBe(false)
  clock.mockImplementation(() => now() + minute)
  expect(await first.others.areGone()).toBe(true)
  const third = await start()
  expect(await first.others.areGone()).toBe(false)
  await third.stop()
  clock.mockRestore()
})

test('a process that is alone hears nothing and says nothing', async () => {
  const { bus } = await processWith()
  expect(bus.reachesOthers).toBe(false)
  expect(await bus.say('probe_answered', { id: 'anyone?', answers: true })).toBe(true)
})

describe('when Valkey fails', () => {
  const kinds = [overValkey, overDatabase]
  const said = async (from: Bus, words: string[]) => {
    for (const id of words) expect(await from.say('probe_answered', { id, answers: true })).toBe(true)
  }

  test.each<[string, (words: () => Promise<void>) => Promise<void>]>([
    [
      'killed and started again',
      async (words) => {
        const port = Number(new URL(redis.url).port)
        await redis.stop()
        await words()
        redis = await startRedis(port)
      },
    ],
    [
      'not answering for a while',
      async (words) => {
        redis.pause()
        await words()
        redis.resume()
      },
    ],
  ])('%s, words go by the database, each is heard once, and Valkey carries on afterwards', async (_, fail) => {
    const [one, two] = [await processWith(...kinds), await processWith(...kinds)]
    await until(two.heard, one.bus)
    const during = numbered(50)
    await fail(async () => {
      await said(one.bus, during)
      await expect.poll(() => two.heard.filter((word) => word.startsWith('word'))).toEqual(during)
    })
    await until(two.heard, one.bus, 'after')
    // Every batch in doubt has arrived by now, and none twice.
    expect(two.heard.filter((word) => word.startsWith('word'))).toEqual(during)
  })

  test('what lies in Valkey tells nothing of what was said, and goes by itself', async () => {
    const briefly = () => overValkeyThatKeeps({ keptFor: 300, trimEvery: 100 })
    const [one, two] = [await processWith(briefly), await processWith(briefly)]
    await until(two.heard, one.bus, 'isi hati')
    const valkey = await connectedValkey()
    closers.push(valkey.stop)
    const lying = await valkey.commands.xrange('bestie:bus', '-', '+')
    expect(lying.length).toBeGreaterThan(0)
    for (const way of ['isi hati', 'probe_answered']) {
      expect(JSON.stringify(lying)).not.toContain(way)
      expect(lying.map(([, [, batch]]) => Buffer.from(String(batch), 'base64').toString()).join()).not.toContain(way)
    }
    await expect.poll(() => valkey.commands.xlen('bestie:bus')).toBe(0)
    // A reader that returns to an empty stream missed nothing, because nothing was said.
    await valkey.commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await until(two.heard, one.bus, 'after')
    expect([one.gaps, two.gaps]).toEqual([[], []])
  })

  test('a process whose connection broke reads what it missed', async () => {
    const [one, two] = [await processWith(overValkey), await processWith(overValkey)]
    await until(two.heard, one.bus)
    const valkey = await connectedValkey()
    closers.push(valkey.stop)
    const words = numbered(200)
    for (const [index, word] of words.entries()) {
      if (index % 40 === 0) await valkey.commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      // The speaker's own connection is cut too; it repeats the word until one is carried.
      await expect.poll(() => one.bus.say('probe_answered', { id: word, answers: true })).toBe(true)
    }
    await expect.poll(() => [...new Set(two.heard.filter((word) => word.startsWith('word')))]).toEqual(words)
    expect(two.gaps).toEqual([])
  })

  test('emptied and broken at once, the place in the stream is gone: those who listen are told of a gap', async () => {
    const [one, two] = [await processWith(...kinds), await processWith(...kinds)]
    await until(two.heard, one.bus)
    const valkey = await connectedValkey()
    closers.push(valkey.stop)
    await valkey.commands.flushall()
    await valkey.commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await expect.poll(() => two.gaps.length).toBe(1)
    await until(two.heard, one.bus, 'after')
  })
})
