import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openValkey, type Valkey } from '../bus/valkey'
import { type Limiter, openLimiter } from './limiter'

const log = pino({ level: 'silent' })
let redis: TestRedis
let connections: Valkey[]
beforeEach(async () => {
  redis = await startRedis()
  connections = []
})
afterEach(async () => {
  for (const { stop } of connections) stop()
  await redis.stop()
})

async function connected(): Promise<Valkey> {
  const valkey = openValkey(redis.url, log)
  connections.push(valkey)
  await new Promise((resolve) => valkey.commands.once('ready', resolve))
  return valkey
}

interface Rule {
  seconds?: number
  most?: () => number
}
const inMemory = async ({ seconds = 600, most = () => 5 }: Rule = {}) =>
  openLimiter('test', { seconds, most, valkey: undefined, log })
const inValkey = async ({ seconds = 600, most = () => 5 }: Rule = {}) =>
  openLimiter('test', { seconds, most, valkey: await connected(), log })

const taken = async (limiter: Limiter, times: number, subject = 'someone') => {
  const waits = await Promise.all(Array.from({ length: times }, () => limiter.take(subject)))
  return waits.filter((wait) => wait === undefined).length
}

describe.each([
  ['in memory', inMemory],
  ['in Valkey', inValkey],
])('a limit %s', (_, open) => {
  test('lets through so many and no more, also at once, and says how long is left', async () => {
    const limiter = await open()
    expect(await taken(limiter, 100)).toBe(5)
    const wait = await limiter.take('someone')
    expect(wait).toBeGreaterThan(590)
    expect(wait).toBeLessThanOrEqual(600)
  })

  test('counts each subject by itself', async () => {
    const limiter = await open()
    await taken(limiter, 6, 'one')
    expect(await taken(limiter, 6, 'another')).toBe(5)
  })

  test('forgets what is given back', async () => {
    const limiter = await open()
    await taken(limiter, 5)
    await limiter.giveBack('someone')
    expect(await taken(limiter, 2)).toBe(1)
  })

  test('begins anew when its window is over', async () => {
    const limiter = await open({ seconds: 1 })
    expect(await taken(limiter, 6)).toBe(5)
    await expect.poll(() => limiter.take('someone'), { timeout: 5_000 }).toBeUndefined()
  })

  test('is as high as it is set now', async () => {
    let most = 5
    const limiter = await open({ most: () => most })
    await taken(limiter, 5)
    most = 8
    expect(await taken(limiter, 5)).toBe(3)
    most = 5
    expect(await taken(limiter, 1)).toBe(0)
  })
})

describe('in Valkey', () => {
  test('all processes count together', async () => {
    const [one, two] = [await inValkey(), await inValkey()]
    const [here, there] = await Promise.all([taken(one, 20), taken(two, 20)])
    expect(here + there).toBe(5)
  })

  test('while it is away each process goes on counting by itself, and with the others when it is back', async () => {
    const [one, two] = [await inValkey(), await inValkey()]
    await taken(one, 5)
    const port = Number(new URL(redis.url).port)
    await redis.stop('SIGKILL')
    expect(await taken(one, 20)).toBe(5)
    expect(await taken(two, 20)).toBe(5)
    redis = await startRedis(port)
    await expect.poll(() => connections.every(({ commands }) => commands.status === 'ready')).toBe(true)
    const [here, there] = await Promise.all([taken(one, 20), taken(two, 20)])
    expect(here + there).toBe(5)
  })

  test('one that does not answer is not waited for', async () => {
    const limiter = await inValkey()
    redis.pause()
    expect(await taken(limiter, 20)).toBe(5)
  })
})
