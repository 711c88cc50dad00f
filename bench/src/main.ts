import { readFile, writeFile } from 'node:fs/promises'
import { type Result, resultOf } from './figures'
import { parts } from './parts/all'
import { withStage } from './stage/stage'
import { table } from './table'

const file = 'bench/results.json'
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; known are ${Object.keys(parts).join(', ')}.`)
  process.exit(1)
}

const measured: Result[] = []
const failed: string[] = []
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const startedAt = Date.now()
  console.error(`Measuring ${name} …`)
  try {
    const results = (await withStage(part)).map(resultOf)
    measured.push(...results)
    console.error(table(results))
    for (const { metric, note } of results) if (note) console.error(`  ${metric}: ${note}`)
  } catch (error) {
    failed.push(name)
    console.error(error)
  }
  console.error(`${name} took ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`)
}
const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as Result[]
await writeFile(file, `${JSON.stringify(merged(kept, measured), null, 2)}\n`)
console.log(table(measured))
if (failed.length > 0) console.log(`could not be measured: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)

/** What was measured now beside what other parts measured before, by number. */
function merged(before: Result[], now: Result[]): Result[] {
  const all = new Map([...before, ...now].map((result) => [result.metric, result]))
  return [...all.values()].sort((a, b) => a.metric.localeCompare(b.metric, 'en', { numeric: true }))
}
