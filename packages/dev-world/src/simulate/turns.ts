import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Turns } from './faulty-process'
import type { Random } from './random'

interface Waiting {
  process: number
  pid: number
  endsTransaction: boolean
  start(): Promise<unknown>
}

/**
 * Runs two processes at once, yet the same way every time: one statement runs at a time, and the
 * seed decides whose is next. A statement that waits for the other process's lock (PostgreSQL is
 * asked whether it does) is left waiting until the other process has released its locks.
 */
export function openTurns(
  random: Random,
  monitor: pg.PoolClient,
): Turns & { meet(sides: (() => Promise<void>)[]): Promise<void> } {
  let waiting: Waiting[] = []
  let arrived: () => void = () => {}
  const blocked = new Set<{ pid: number; done: Promise<unknown> }>()

  async function settlesOrBlocks(pid: number, done: Promise<unknown>): Promise<'settled' | 'blocked'> {
    let settled = false
    const end = done
      .catch(() => {})
      .then(() => {
        settled = true
      })
    for (;;) {
      await Promise.race([end, sleep(2)])
      if (settled) return 'settled'
      const { rows } = await monitor.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid])
      if (!settled && rows[0].blocked) return 'blocked'
    }
  }

  return {
    take: (process, pid, endsTransaction, run) =>
      new Promise((resolve, reject) => {
        waiting.push({
          process,
          pid,
          endsTransaction,
          start: () => run().then(resolve, reject),
        })
        arrived()
      }),
    async meet(sides) {
      let running = sides.length
      const all = sides.map((side) =>
        side().finally(() => {
          running -= 1
          arrived()
        }),
      )
      for (const one of all) one.catch(() => {})
      const quiet = async () => {
        // Within a few turns of the event loop, what the last statement set off reaches its next statement or its end.
        for (let turn = 0; turn < 3; turn += 1) await nextTurn()
      }
      while (running > 0) {
        await quiet()
        if (waiting.length === 0) {
          if (running === 0) break
          const news = new Promise<void>((resolve) => {
            arrived = resolve
          })
          if (waiting.length === 0 && running > 0)
            await Promise.race([news, ...[...blocked].map((one) => one.done.catch(() => {}))])
          for (const one of [...blocked]) if ((await settlesOrBlocks(one.pid, one.done)) === 'settled') blocked.delete(one)
          continue
        }
        const processes = [...new Set(waiting.map((one) => one.process))].sort()
        const chosen = random.pick(processes)
        const index = waiting.findIndex((one) => one.process === chosen)
        const [turn] = waiting.splice(index, 1) as [Waiting]
        waiting = [...waiting]
        const done = turn.start()
        if ((await settlesOrBlocks(turn.pid, done)) === 'blocked') blocked.add({ pid: turn.pid, done })
        else if (turn.endsTransaction)
          for (const one of [...blocked]) if ((await settlesOrBlocks(one.pid, one.done)) === 'settled') blocked.delete(one)
      }
      await Promise.all(all)
    },
  }
}
