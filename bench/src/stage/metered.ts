import { median, shown } from '../figures'
import { cpuOf, cpuUnder } from './cpu'
import type { Stage } from './stage'

/** What one operation cost in each turn: µs of CPU, and bytes of WAL. */
export interface Costs {
  server: number[]
  database: number[]
  wal: number[]
}

/**
 * The same turn, with its costs recorded. `turn` returns a rate per second, and `countOf` how many operations the turn then had;
 * `pid` is the server's.
 */
export function metered(
  stage: Stage,
  pid: number,
  countOf: (rate: number) => number,
  turn: () => Promise<number>,
): { turn: () => Promise<number>; costs: Costs } {
  const costs: Costs = { server: [], database: [], wal: [] }
  return {
    costs,
    async turn() {
      const [server, database, wal] = [await cpuOf(pid), await cpuUnder(stage.postgres.pid), await stage.postgres.wal()]
      const rate = await turn()
      const count = countOf(rate)
      costs.server.push(((await cpuOf(pid)) - server) * (1_000 / count))
      costs.database.push(((await cpuUnder(stage.postgres.pid)) - database) * (1_000 / count))
      costs.wal.push(((await stage.postgres.wal()) - wal) / count)
      return rate
    },
  }
}

const inWords = ({ server, database, wal }: Costs): string =>
  `${shown(median(server))} µs in the server, ${shown(median(database))} µs in PostgreSQL, ${shown(median(wal))} B of WAL`

/** Both sides' costs in words. */
export function costNote(of: string, ours: Costs, reference: Costs): string {
  return `Cost of each ${of}: ours ${inWords(ours)}; reference ${inWords(reference)}`
}

/** Our costs alone, where the reference is not a server. */
export function ownCostNote(of: string, ours: Costs): string {
  return `Cost of each ${of} of ours: ${inWords(ours)}`
}
