import pg from 'pg'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** What is asked for one by one and done many at a time. */
interface Batches<Given, Done> {
  /** Does all of a batch; answers what became of each, in the same order. */
  run(ctx: Ctx, batch: Given[]): Promise<(Done | Error)[]>
  /** What one is about. Two batches that are under way at once are never about the same. */
  about(given: Given): string[]
  /** Whether two of one batch may be about the same; they keep their order. Otherwise the later one waits for the next. */
  together: boolean
  /** How many go into a batch, and how many batches may be under way at once. */
  most: number
  atOnce: number
  /** What became of one while it waited, if it needs no batch any more. */
  settled?(ctx: Ctx, given: Given): Done | undefined
}

interface Waiting<Given, Done> {
  given: Given
  resolve(done: Done): void
  reject(error: unknown): void
}

/**
 * A way to do `run` for one, which shares its statements and its commit with whatever else has come meanwhile. There is no timer: a
 * lone one starts at once, and a crowd waits for those before it. When a batch breaks a rule of the database, each of it is done
 * again alone, so that only the one that broke it fails.
 */
export function inBatches<Given, Done>(batches: Batches<Given, Done>): (ctx: Ctx, given: Given) => Promise<Done> {
  const queues = new WeakMap<Ctx, (one: Waiting<Given, Done>) => void>()
  return (ctx, given) => {
    const join = queues.get(ctx) ?? openQueue(ctx, batches)
    queues.set(ctx, join)
    return new Promise((resolve, reject) => join({ given, resolve, reject }))
  }
}

function openQueue<Given, Done>(ctx: Ctx, batches: Batches<Given, Done>): (one: Waiting<Given, Done>) => void {
  const { about, together, most, atOnce, settled } = batches
  let waiting: Waiting<Given, Done>[] = []
  const busy = new Set<string>()
  let underWay = 0
  let flushing = false

  /** Takes out of those who wait the first that fit into one batch. */
  function nextBatch(): Waiting<Given, Done>[] {
    const batch: Waiting<Given, Done>[] = []
    const later: Waiting<Given, Done>[] = []
    const taken = new Set<string>()
    for (const one of waiting) {
      const done = settled?.(ctx, one.given)
      if (done !== undefined) {
        one.resolve(done)
        continue
      }
      const subjects = about(one.given)
      const fits = batch.length < most && !subjects.some((subject) => busy.has(subject) || (!together && taken.has(subject)))
      ;(fits ? batch : later).push(one)
      if (fits) for (const subject of subjects) taken.add(subject)
    }
    waiting = later
    return batch
  }

  function flush(): void {
    flushing = false
    while (underWay < atOnce) {
      const batch = nextBatch()
      if (batch.length === 0) return
      const subjects = batch.flatMap((one) => about(one.given))
      underWay += 1
      for (const subject of subjects) busy.add(subject)
      void finish(ctx, batches, batch).finally(() => {
        underWay -= 1
        for (const subject of subjects) busy.delete(subject)
        flush()
      })
    }
  }

  return (one) => {
    waiting.push(one)
    if (flushing) return
    flushing = true
    // Everything that arrives in this turn of the event loop goes into the same batch.
    setImmediate(flush)
  }
}

/** Runs a batch and tells each of it what became of it. */
async function finish<Given, Done>(ctx: Ctx, batches: Batches<Given, Done>, batch: Waiting<Given, Done>[]): Promise<void> {
  try {
    const outcomes = await batches.run(
      ctx,
      batch.map((one) => one.given),
    )
    batch.forEach((one, index) => {
      const outcome = outcomes[index]
      if (outcome instanceof Error) one.reject(outcome)
      else one.resolve(outcome as Done)
    })
  } catch (error) {
    if (batch.length === 1 || !brokeARule(error)) for (const one of batch) one.reject(error)
    else for (const one of batch) await finish(ctx, batches, [one])
  }
}

/** One of the batch did it, or its order against another's: not the database being away. */
function brokeARule(error: unknown): boolean {
  if (error instanceof Refusal) return true
  const sqlState = error instanceof pg.DatabaseError ? (error.code ?? '') : ''
  // Wrong data, a constraint, a deadlock, what a trigger raised.
  return /^(22|23|40|P0)/.test(sqlState)
}
