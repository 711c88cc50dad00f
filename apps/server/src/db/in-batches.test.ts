import { bootWorld, type World } from '@bestie/dev-world/world'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Refusal } from '../refusal'
import { inBatches } from './in-batches'
import { transact } from './transact'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

/** Batches that are recorded, and held until `release`. */
function held(together: boolean, { most = 10, atOnce = 1 } = {}) {
  const batches: string[][] = []
  const releases: (() => void)[] = []
  const settled = new Map<string, string>()
  const run = inBatches<string, string>({
    async run(_ctx, batch) {
      batches.push(batch)
      await new Promise<void>((release) => releases.push(release))
      return batch.map((one) => `${one} done`)
    },
    about: (one) => one.split(' '),
    together,
    most,
    atOnce,
    settled: (_ctx, one) => settled.get(one),
  })
  return { ask: (one: string) => run(world.ctx, one), batches, settled, release: () => releases.shift()?.() }
}
const turn = () => new Promise((resolve) => setTimeout(resolve))

test('what comes while a batch is under way goes into the next, at most so many', async () => {
  const { ask, batches, release } = held(true, { most: 2 })
  const answers = [ask('a')]
  await turn()
  answers.push(ask('b'), ask('c'), ask('d'))
  for (let batch = 0; batch < 3; batch += 1) {
    await turn()
    release()
  }
  expect(await Promise.all(answers)).toEqual(['a done', 'b done', 'c done', 'd done'])
  expect(batches).toEqual([['a'], ['b', 'c'], ['d']])
})

test('a crowd is gone through once, not again for each of its batches', async () => {
  let looks = 0
  const run = inBatches<number, number>({
    run: async (_ctx, batch) => batch,
    about: (one) => [`${one}`],
    together: true,
    most: 5,
    atOnce: 1,
    settled: () => {
      looks += 1
      return undefined
    },
  })
  const crowd = Array.from({ length: 100 }, (_, n) => n)
  expect(await Promise.all(crowd.map((one) => run(world.ctx, one)))).toEqual(crowd)
  expect(looks).toBe(100)
})

test('two batches at once are never about the same, and one is only where that is allowed', async () => {
  for (const [together, first] of [
    [true, [['a 1', 'a 2', 'b 2']]],
    [false, [['a 1', 'b 2']]],
  ] as const) {
    const { ask, batches, release } = held(together, { atOnce: 2 })
    const answers = ['a 1', 'a 2', 'b 2'].map(ask)
    await turn()
    expect(batches).toEqual(first)
    answers.push(ask('a 3'), ask('c 3'))
    await turn()
    // The second batch has begun, without what the first touches.
    expect(batches).toEqual([...first, ['c 3']])
    for (let batch = 0; batch < 4; batch += 1) {
      release()
      await turn()
    }
    expect(await Promise.all(answers)).toHaveLength(5)
    expect(batches.slice(2).flat()).toEqual(together ? ['a 3'] : ['a 2', 'a 3'])
  }
})

test('one that is settled while it waits needs no batch', async () => {
  const { ask, batches, settled, release } = held(false)
  const [first, second] = [ask('a 1'), ask('a 2')]
  await turn()
  settled.set('a 2', 'lost')
  release()
  expect(await Promise.all([first, second])).toEqual(['a 1 done', 'lost'])
  expect(batches).toEqual([['a 1']])
})

test('one that breaks a rule of the database fails alone; where the database is away, all do, at once', async () => {
  let runs = 0
  const insert = inBatches<string, string>({
    async run(ctx, names) {
      runs += 1
      return await transact(ctx, async (tx) => {
        if (names.includes('away')) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
        if (names.includes('refused')) throw new Refusal('payment_in_use')
        await sql`insert into customers (call_name) select name from unnest(${names}::text[]) name`.execute(tx.db)
        return names
      })
    },
    about: (name) => [name],
    together: true,
    most: 10,
    atOnce: 1,
  })
  const outcomes = async (names: string[]) => {
    runs = 0
    const settled = await Promise.allSettled(names.map((name) => insert(world.ctx, name)))
    return settled.map(({ status }) => status === 'fulfilled')
  }
  expect(await outcomes(['Rani', 'no text\0', 'Dimas'])).toEqual([true, false, true])
  expect(await outcomes(['Rani', 'refused', 'Dimas'])).toEqual([true, false, true])
  expect(await outcomes(['Rani', 'away', 'Dimas'])).toEqual([false, false, false])
  expect(runs).toBe(1)
  expect(await world.sql("select call_name from customers where call_name in ('Rani', 'Dimas')")).toHaveLength(4)
})
