import { readFile, writeFile } from 'node:fs/promises'
import { type Result, shown } from './figures'
import { plot } from './plots'

const file = 'bench/results.json'
const picture = 'docs/pictures/performance.svg'
const page = 'docs/performance.md'
const [begin, end] = ['<!-- measured -->', '<!-- /measured -->']

/** Adds the new results to those that other parts measured before: in the results file, the picture, and the page's table. */
export async function publish(measured: Result[]): Promise<void> {
  const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as Result[]
  const all = new Map([...kept, ...measured].map((result) => [result.metric, result]))
  const results = [...all.values()].sort((a, b) => a.metric.localeCompare(b.metric, 'en', { numeric: true }))
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)
  await writeFile(picture, plot(results))
  const text = await readFile(page, 'utf8')
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))]
  await writeFile(page, `${before}\n${asMarkdown(results)}\n${after}`)
}

function asMarkdown(results: Result[]): string {
  const rows = results.map(
    ({ metric, ours, reference, unit, ratio, spread, target, reached }) =>
      `| ${metric} | ${shown(ours)} | ${shown(reference)} | ${unit} | ${ratio.toFixed(2)} (${spread.map((end) => end.toFixed(2)).join('–')}) | ${target} | ${reached ? 'yes' : '**no**'} |`,
  )
  const notes = results.flatMap(({ metric, note }) => (note === undefined ? [] : [`- ${metric}: ${note}.`]))
  return [
    '| metric | ours | reference | unit | ratio (spread) | target | reached |',
    '|---|--:|--:|---|--:|---|---|',
    ...rows,
    '',
    ...notes,
  ].join('\n')
}
