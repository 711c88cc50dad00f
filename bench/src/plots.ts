import type { Result } from './figures'

const width = 760
const line = 34
const left = 400
const scale = { least: 0.01, greatest: 100 }

/**
 * All ratios in one picture, on a logarithmic scale: a bar from the smallest
 * turn to the largest, a dot for the median, a mark for the target.
 */
export function plot(results: Result[]): string {
  const height = results.length * line + 60
  const rows = results.map((result, number) => row(result, 40 + number * line))
  const ticks = [0.01, 0.1, 1, 10, 100].map(
    (ratio) =>
      `<line x1="${x(ratio)}" y1="24" x2="${x(ratio)}" y2="${height - 16}" stroke="#8884"/><text x="${x(ratio)}" y="16" text-anchor="middle">${ratio}×</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#777" role="img">
<title>Ours beside the reference, each with its target</title>
${[...ticks, ...rows].join('\n')}
</svg>
`
}

function row({ metric, ratio, spread, target, reached }: Result, y: number): string {
  const colour = reached ? '#2e9e6b' : '#d9534f'
  const goal = x(Number(target.slice(2)))
  const name = metric.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return [
    `<text x="8" y="${y + 4}">${name}</text>`,
    `<line x1="${x(spread[0])}" y1="${y}" x2="${x(spread[1])}" y2="${y}" stroke="${colour}" stroke-width="6" stroke-linecap="round" opacity="0.4"/>`,
    `<circle cx="${x(ratio)}" cy="${y}" r="5" fill="${colour}"/>`,
    `<line x1="${goal}" y1="${y - 10}" x2="${goal}" y2="${y + 10}" stroke="#777" stroke-width="2"/>`,
    `<text x="${goal + (target.startsWith('≥') ? 4 : -4)}" y="${y - 6}" text-anchor="${target.startsWith('≥') ? 'start' : 'end'}" font-size="10">${target}</text>`,
  ].join('')
}

/** Where a ratio lies; a ratio off the scale lies at its edge. */
function x(ratio: number): number {
  const share =
    Math.log(Math.min(Math.max(ratio, scale.least), scale.greatest) / scale.least) / Math.log(scale.greatest / scale.least)
  return Math.round(left + share * (width - left - 30))
}
