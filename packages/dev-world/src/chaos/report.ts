import type { Loss } from './losses'
import type { Look } from './probe'

/** One fault, injected once; times are `performance.now`. */
export interface Injection {
  fault: string
  startedAt: number
  endedAt: number
}

/** How soon after the end of a fault the service must be back, in ms. */
export const mostRecovery = 10_000

/**
 * How long the service took to come back, in ms: from the end of a fault to the end of the
 * first look after which no look failed any more before `until`; undefined if there is none.
 */
export function recoveryOf({ endedAt }: Injection, looks: Look[], until = Number.POSITIVE_INFINITY): number | undefined {
  const after = looks.filter((look) => look.startedAt >= endedAt && look.endedAt <= until)
  const lastBad = after.findLastIndex(({ ok }) => !ok)
  const back = after[lastBad + 1]
  return back && back.endedAt - endedAt
}

/** The longest time without a successful look, from the start of the fault on, in ms. */
function outageOf({ startedAt }: Injection, looks: Look[], until: number): number {
  let good = startedAt
  let worst = 0
  for (const { endedAt, ok } of looks) {
    if (!ok || endedAt < startedAt || endedAt > until) continue
    worst = Math.max(worst, endedAt - good)
    good = endedAt
  }
  return worst
}

/** A line per kind of fault: how often, the worst recovery after its end, the longest time without service, what was lost. */
export function table(injections: Injection[], looks: Look[], losses: Loss[]): string {
  const seconds = (ms: number | undefined) => (ms === undefined ? 'never' : `${(ms / 1000).toFixed(1)} s`)
  const lines = [['fault', 'times', 'worst recovery', 'longest outage', 'losses']]
  for (const fault of new Set(injections.map((one) => one.fault))) {
    const mine = injections.flatMap((one, index) =>
      one.fault === fault ? [{ one, until: injections[index + 1]?.startedAt }] : [],
    )
    const recoveries = mine.map(({ one, until }) => recoveryOf(one, looks, until))
    const worst = recoveries.includes(undefined) ? undefined : Math.max(...(recoveries as number[]))
    const outage = Math.max(...mine.map(({ one, until }) => outageOf(one, looks, until ?? Number.POSITIVE_INFINITY)))
    const lost = losses.filter(({ at }) =>
      mine.some(({ one, until }) => at >= one.startedAt && at < (until ?? Number.POSITIVE_INFINITY)),
    )
    lines.push([fault, String(mine.length), seconds(worst), seconds(outage), String(lost.length)])
  }
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
