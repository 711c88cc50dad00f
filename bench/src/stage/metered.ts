import { median, shown } from '../figures'
import { cpuOf, cpuUnder } from './cpu'
import type { Stage } from './stage'

/** What one of something cost in each turn, in µs of CPU. */
export interface Costs {
  server: number[]
  database: number[]
}

/**
 * The same turn, with what it cost kept beside it. `turn` answers how many a second; `countOf` that rate is how many there were; `pid`
 * is the server's.
 */
export function metered(
  stage: Stage,
  pid: number,
  countOf: (rate: number) => number,
  turn: () => Promise<number>,
): { turn: () => Promise<number>; costs: Costs } {
  const costs: Costs = { server: [], database: [] }
  return {
    costs,
    async turn() {
      const [server, database] = [await cpuOf(pid), await cpuUnder(stage.postgres.pid)]
      const rate = await turn()
      const count = countOf(rate)
      costs.server.push(((await cpuOf(pid)) - server) * (1_000 / count))
      costs.database.push(((await cpuUnder(stage.postgres.pid)) - database) * (1_000 / count))
      return rate
    },
  }
}

const inWords = ({ server, database }: Costs): string =>
  `${shown(median(server))} µs in the server, ${shown(median(database))} µs in PostgreSQL`

/** Both sides' costs in words. */
export function costNote(of: string, ours: Costs, reference: Costs): string {
  return `CPU for each ${of}: ours ${inWords(ours)}; reference ${inWords(reference)}`
}

/** The costs of ours alone, where the reference is no server. */
export function costsNote(of: string, ours: Costs): string {
  return `CPU for each ${of} of ours: ${inWords(ours)}`
}
