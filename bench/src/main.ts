import { type Result, resultOf } from './figures'
import { parts, partsAlone } from './parts/all'
import { publish } from './publish'
import { withStage } from './stage/stage'
import { table } from './table'

const wanted = process.argv.slice(2)
const known = { ...parts, ...partsAlone }
const unknown = wanted.filter((name) => !(name in known))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; known are ${Object.keys(known).join(', ')}.`)
  process.exit(1)
}

const [measured, floors]: [Result[], Result[]] = [[], []]
const failed: string[] = []
for (const [name, part] of Object.entries(wanted.length > 0 ? known : parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const startedAt = Date.now()
  console.error(`Measuring ${name} …`)
  try {
    const results = (await withStage(part)).map(resultOf)
    ;(name === 'floors' ? floors : measured).push(...results)
    console.error(table(results))
    for (const { metric, note } of results) if (note) console.error(`  ${metric}: ${note}`)
  } catch (error) {
    failed.push(name)
    console.error(error)
  }
  console.error(`${name} took ${((Date.now() - startedAt) / 1000).toFixed(0)} s\n`)
}
await publish(measured, 'measured')
await publish(floors, 'floors')
console.log(table([...measured, ...floors]))
if (failed.length > 0) console.log(`could not be measured: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
