import { readFile, writeFile } from 'node:fs/promises'
import { type Result, shown } from './figures'
import { plot } from './plots'

const picture = 'docs/pictures/performance.svg'
const page = 'docs/performance.md'

/** Where results are kept, and the comments between which their table stands on the page. */
const places = {
  measured: { file: 'bench/results.json', heading: 'ours' },
  floors: { file: 'bench/floors.json', heading: 'the least' },
}

/**
 * Adds the new results to those that other parts measured before: in their file, on the page,
 * and in the picture, which shows the product's alone.
 */
export async function publish(results: Result[], as: keyof typeof places): Promise<void> {
  if (results.length === 0) return
  const { file, heading } = places[as]
  const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as Result[]
  const byMetric = new Map([...kept, ...results].map((result) => [result.metric, result]))
  const all = [...byMetric.values()].sort((a, b) => a.metric.localeCompare(b.metric, 'en', { numeric: true }))
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`)
  if (as === 'measured') await writeFile(picture, plot(all))
  const text = await readFile(page, 'utf8')
  const [begin, end] = [`<!-- ${as} -->`, `<!-- /${as} -->`]
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))]
  await writeFile(page, `${before}\n${asMarkdown(all, heading)}\n${after}`)
}

function asMarkdown(results: Result[], heading: string): string {
  const rows = results.map(
    ({ metric, ours, reference, unit, ratio, spread, target, reached }) =>
      `| ${metric} | ${shown(ours)} | ${shown(reference)} | ${unit} | ${ratio.toFixed(2)} (${spread.map((end) => end.toFixed(2)).join('–')}) | ${target} | ${reached ? 'yes' : '**no**'} |`,
  )
  const notes = results.flatMap(({ metric, note }) => (note === undefined ? [] : [`- ${metric}: ${note}.`]))
  return [
    `| metric | ${heading} | reference | unit | ratio (spread) | target | reached |`,
    '|---|--:|--:|---|--:|---|---|',
    ...rows,
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')
}
