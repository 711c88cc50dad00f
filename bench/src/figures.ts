/** What a target asks of a ratio: at least so much, or at most so much. */
export interface Target {
  sign: '≥' | '≤'
  ratio: number
}

/** One metric as it was measured: a figure of ours and one of the reference for each turn, both in `unit`. */
export interface Measured {
  metric: string
  unit: string
  ours: number[]
  reference: number[]
  target: Target
  /** What has to hold beside the ratio; false means not reached. */
  holds?: boolean
  /** What a reader has to know to judge the figure. */
  note?: string
}

/** One line of the table and of `results.json`; `ours` and `reference` are medians, `spread` is the least and the greatest ratio of a turn. */
export interface Result {
  metric: string
  ours: number
  unit: string
  reference: number
  ratio: number
  target: string
  reached: boolean
  spread: [least: number, greatest: number]
  turns: number
  note?: string
}

/** The middle one; of an even number, the mean of the two in the middle. Throws for none. */
export function median(figures: number[]): number {
  return percentile(figures, 50)
}

/** The figure below which this share (0–100) of them lies, between two neighbours in proportion. Throws for none. */
export function percentile(figures: number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * share) / 100
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) throw new Error('There is no percentile of nothing.')
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * What the turns come to. The ratio is the median of each turn's own ratio, so that what slowed both sides of one turn does not
 * count. Throws when the sides have not had the same number of turns.
 */
export function resultOf({ metric, unit, ours, reference, target, holds = true, note }: Measured): Result {
  if (ours.length !== reference.length)
    throw new Error(`${metric}: ${ours.length} turns of ours, ${reference.length} of the reference.`)
  const ratios = ours.map((figure, turn) => figure / (reference[turn] as number))
  const ratio = median(ratios)
  return {
    metric,
    ours: median(ours),
    unit,
    reference: median(reference),
    ratio,
    target: `${target.sign} ${target.ratio}`,
    reached: holds && (target.sign === '≥' ? ratio >= target.ratio : ratio <= target.ratio),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    turns: ratios.length,
    ...(note !== undefined && { note }),
  }
}

/** A figure with three digits that matter. */
export function shown(figure: number): string {
  if (Math.abs(figure) >= 1_000) return Math.round(figure).toLocaleString('en-US')
  return String(Number(figure.toPrecision(3)))
}
