/** What a target demands of a ratio: at least this much, or at most this much. */
export interface Target {
  sign: '≥' | '≤'
  ratio: number
}

/** One metric as measured: for each turn a figure of ours and one of the reference, both in `unit`. */
export interface Measured {
  metric: string
  unit: string
  ours: number[]
  reference: number[]
  target: Target
  /** A condition besides the ratio; false means that the target is missed. */
  holds?: boolean
  /** What a reader needs to know to judge the figure. */
  note?: string
}

/**
 * One line of the table and of `results.json`. `ours` and `reference`
 * are medians; `spread` is the smallest and the largest ratio of a turn.
 */
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

/** The middle figure; of an even number, the mean of the two in the middle. Throws if there are none. */
export function median(figures: number[]): number {
  return percentile(figures, 50)
}

/** The figure below which this share (0–100) of them lies, interpolated between neighbours. Throws if there are none. */
export function percentile(figures: number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * share) / 100
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) throw new Error('There is no percentile of nothing.')
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * The result of all turns. The ratio is the median of the turns' own ratios, so that what slowed
 * both sides of one turn does not count. Throws if the sides had different numbers of turns.
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

/** A figure with three significant digits. */
export function shown(figure: number): string {
  if (Math.abs(figure) >= 1_000) return Math.round(figure).toLocaleString('en-US')
  return String(Number(figure.toPrecision(3)))
}
