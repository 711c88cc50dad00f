// Runs every check and test: npm test [-- --only checks|unit|journeys|chaos [options of vitest, Playwright or chaos]].
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { install } from './install.mjs'
import { readReport, reportFile } from './reports.mjs'
import { attempt, Failure, fail, root } from './run.mjs'

const { only, options } = readArguments(process.argv.slice(2))
const results = []

await prepare().catch(fail)
if (only === undefined || only === 'checks') await runChecks()
if (only === undefined || only === 'unit')
  await runTests('unit', ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=.reports/vitest.json'])
if (only === undefined || only === 'journeys') await runTests('journeys', ['playwright', 'test', '--config=journeys'])
if (only === undefined || only === 'chaos') await runChaos()
summarise()

function readArguments([flag, kind, ...rest]) {
  if (flag === undefined) return { options: [] }
  if (flag === '--only' && ['checks', 'unit', 'journeys', 'chaos'].includes(kind)) return { only: kind, options: rest }
  return fail(new Failure('Usage: npm test [-- --only checks|unit|journeys|chaos [options of vitest, Playwright or chaos]]'))
}

async function prepare() {
  await install()
  if (only === 'checks') return
  await installDebianPackages()
  await build()
}

/** Runs all checks in parallel; each prints only if it found something. */
async function runChecks() {
  const checks = { types: 'check:types', lint: 'check:lint', 'dead code': 'check:dead-code', 'import rules': 'check:imports' }
  await Promise.all(
    Object.entries(checks).map(async ([name, script]) => {
      const result = await step(name, 'npm', ['run', '--silent', script], { quiet: true })
      if (result.status !== 0) console.error(`\n── ${name}\n${result.output}`)
    }),
  )
}

async function runTests(kind, [program, ...args]) {
  rmSync(join(root, reportFile[kind]), { force: true })
  const { result } = await step(kind, `node_modules/.bin/${program}`, [...args, ...options])
  // A runner that crashed before it could write its report counts as one failed test.
  result.tests = readReport(kind) ?? [{ title: `${kind} left no report`, result: 'failed', why: '' }]
}

/** A minute of the commonest faults; npm run test:long has all of them. */
async function runChaos() {
  const faults = 'kill,restart,postgres,valkey,replies'
  const plan = ['--seed', '1', '--minutes', '1', '--faults', faults, '--customers', '6', '--mitras', '4']
  await step('chaos', 'npm', ['run', '--silent', 'chaos', '--', ...plan, ...options])
}

async function step(name, command, args, options) {
  const started = Date.now()
  console.error(`Running ${name} …`)
  const { status, output } = await attempt(command, args, options)
  const result = { name, ok: status === 0, seconds: (Date.now() - started) / 1000 }
  results.push(result)
  return { status, output, result }
}

function summarise() {
  const count = (tests, wanted) => tests.filter(({ result }) => result === wanted).length
  const all = results.flatMap(({ tests = [] }) => tests)
  for (const { title, why } of all.filter(({ result }) => result === 'failed'))
    console.log(`\nFAILED: ${title}\n${beginning(why)}`)
  console.log('')
  for (const { name, ok, seconds, tests } of results) {
    const counts = tests
      ? `${count(tests, 'passed')} passed, ${count(tests, 'failed')} failed, ${count(tests, 'not run')} not run`
      : ''
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`.trimEnd())
  }
  console.log(`${count(all, 'passed')} passed, ${count(all, 'failed')} failed`)
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
}

/** The beginning of an error, without colours and without the page that it happened on. */
function beginning(why) {
  return stripVTControlCharacters(why).split('\n').slice(0, 15).join('\n')
}
