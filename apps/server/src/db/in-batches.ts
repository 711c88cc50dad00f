import pg from 'pg'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

/** Commands given one at a time and carried out many at a time. */
interface Batches<Given, Done> {
  /** Carries out a batch and returns each result, in order. */
  run(ctx: Ctx, batch: Given[]): Promise<(Done | Error)[]>
  /** What a command touches; concurrent batches never touch the same thing. */
  about(given: Given): string[]
  /** Whether one batch may hold several commands about the same thing (in order); otherwise the later one waits. */
  together: boolean
  /** How many commands a batch holds at most. */
  most: number
  /** How many batches run at once at most. */
  atOnce: number
  /** The result, if the command no longer needs a batch. */
  settled?(ctx: Ctx, given: Given): Done | undefined
}

interface Waiting<Given, Done> {
  given: Given
  subjects: string[]
  resolve(done: Done): void
  reject(error: unknown): void
}

/**
 * Carries out a command in a batch with whatever else has arrived, sharing statements and a commit. There
 * is no timer: a lone command starts at once; a crowd waits for the batches before it. If a batch breaks
 * a rule of the database, each of its commands runs again alone, so that only the one at fault fails.
 */
export function inBatches<Given, Done>(batches: Batches<Given, Done>): (ctx: Ctx, given: Given) => Promise<Done> {
  const queues = new WeakMap<Ctx, (one: Waiting<Given, Done>) => void>()
  return (ctx, given) => {
    const join = queues.get(ctx) ?? openQueue(ctx, batches)
    queues.set(ctx, join)
    return new Promise((resolve, reject) => join({ given, subjects: batches.about(given), resolve, reject }))
  }
}

function openQueue<Given, Done>(ctx: Ctx, batches: Batches<Given, Done>): (one: Waiting<Given, Done>) => void {
  const { together, most, atOnce, settled } = batches
  let waiting: Waiting<Given, Done>[] = []
  const busy = new Set<string>()
  let underWay = 0
  let flushing = false

  /** Takes from the waiting commands the first ones that fit into one batch. */
  function nextBatch(): Waiting<Given, Done>[] {
    const batch: Waiting<Given, Done>[] = []
    const later: Waiting<Given, Done>[] = []
    const taken = new Set<string>()
    let seen = 0
    for (const one of waiting) {
      // What waits behind a full batch is left alone: else a crowd would be gone through once for each of its batches.
      if (batch.length === most) break
      seen += 1
      const done = settled?.(ctx, one.given)
      if (done !== undefined) {
        one.resolve(done)
        continue
      }
      const fits = !one.subjects.some((subject) => busy.has(subject) || taken.has(subject))
      ;(fits ? batch : later).push(one)
      if (fits && !together) for (const subject of one.subjects) taken.add(subject)
    }
    waiting = later.concat(waiting.slice(seen))
    return batch
  }

  function flush(): void {
    flushing = false
    while (underWay < atOnce) {
      const batch = nextBatch()
      if (batch.length === 0) return
      underWay += 1
      for (const { subjects } of batch) for (const subject of subjects) busy.add(subject)
      void finish(ctx, batches, batch).finally(() => {
        underWay -= 1
        for (const { subjects } of batch) for (const subject of subjects) busy.delete(subject)
        flush()
      })
    }
  }

  return (one) => {
    waiting.push(one)
    if (flushing) return
    flushing = true
    // Everything that arrives in this turn of the event loop joins the same batch.
    setImmediate(flush)
  }
}

/** Runs a batch and settles each of its commands. */
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

/** Whether a command, or the order of two, caused the error, rather than an absent database. */
function brokeARule(error: unknown): boolean {
  if (error instanceof Refusal) return true
  const sqlState = error instanceof pg.DatabaseError ? (error.code ?? '') : ''
  // Wrong data, a constraint, a deadlock, an error raised by a trigger, a lock that was not let go.
  return /^(22|23|40|P0|55P03)/.test(sqlState)
}
