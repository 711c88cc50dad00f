import { type Result, shown } from './figures'

/** The results as a table for readers. */
export function table(results: Result[]): string {
  const head = ['metric', 'ours', 'reference', 'unit', 'ratio', '(spread)', 'target', 'reached']
  const rows = results.map(({ metric, ours, reference, unit, ratio, spread, target, reached }) => [
    metric,
    shown(ours),
    shown(reference),
    unit,
    ratio.toFixed(2),
    `(${spread.map((end) => end.toFixed(2)).join('–')})`,
    target,
    reached ? 'yes' : 'NO',
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] as string).length)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)].join('\n')
}
