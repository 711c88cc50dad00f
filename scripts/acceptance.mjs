// Lists every row of docs/acceptance.md beside the tests of the last
// run whose titles carry its ID: npm run acceptance [-- --json].
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readReport } from './reports.mjs'
import { root } from './run.mjs'

const reports = { unit: readReport('unit'), journeys: readReport('journeys') }
const tests = Object.entries(reports).flatMap(([kind, found = []]) =>
  found.map((test) => ({ kind, ...test, ids: idsIn(test.title) })),
)
const rows = readRows().map(judge)

if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2))
else print()

/** The rows in order, each with the kinds of test that must prove it. */
function readRows() {
  const text = readFileSync(join(root, 'docs/acceptance.md'), 'utf8')
  return [...text.matchAll(/^- ([A-Z]\d+[a-z]?) (.*)$/gm)].map(([, id, rest]) => {
    const marks = /^(\[[A-Z]+\])*/.exec(rest)[0]
    return { id, text: rest.slice(marks.length).trim(), needs: kindsFor(id, marks), same: /^= ([A-Z]\d+)/.exec(rest)?.[1] }
  })
}

/**
 * A browser row needs a journey, a backend row a test beside the code. An unmarked row needs
 * a journey in section G, the control center's; in any other section it leaves the kind open.
 */
function kindsFor(id, marks) {
  const needs = []
  if (marks.includes('[BE]')) needs.push('unit')
  if (/\[(C|M|CC)\]/.test(marks) || (marks === '' && id.startsWith('G'))) needs.push('journeys')
  return needs
}

function idsIn(title) {
  return [...title.matchAll(/\[([^\]]+)\]/g)].flatMap(([, list]) => list.split(/[\s,]+/))
}

/** A row is proved when it has a passing test of every kind it needs, and none that failed. */
function judge({ id, text, needs, same }) {
  const mine = tests.filter(({ ids }) => ids.includes(id) || (same && ids.includes(same)))
  const passing = mine.filter(({ result }) => result === 'passed').map(({ kind }) => kind)
  const missing = needs.length > 0 ? needs.filter((kind) => !passing.includes(kind)) : passing.length > 0 ? [] : ['any']
  const failed = mine.some(({ result }) => result === 'failed')
  const state = failed ? 'failed' : missing.length === 0 ? 'proved' : 'not proved'
  return { id, text, state, missing, tests: mine.map(({ kind, title, result }) => ({ kind, title, result })) }
}

function print() {
  const kindName = { unit: 'backend test', journeys: 'journey', any: 'test' }
  const marks = { proved: '✔', failed: '✘', 'not proved': '·' }
  for (const { id, text, state, missing, tests } of rows) {
    const short = text.length > 100 ? `${text.slice(0, 99)}…` : text
    console.log(`${marks[state]} ${id.padEnd(4)} ${short}`)
    for (const { kind, title, result } of tests) console.log(`         ${result.padEnd(7)}  ${kindName[kind]}: ${title}`)
    if (missing.length > 0)
      console.log(`         NOT PROVED: no ${missing.map((kind) => kindName[kind]).join(' and no ')} that passed`)
  }
  const count = (wanted) => rows.filter(({ state }) => state === wanted).length
  console.log('')
  for (const [kind, command] of [
    ['unit', 'npm test -- --only unit'],
    ['journeys', 'npm test -- --only journeys'],
  ]) {
    if (!reports[kind]) console.log(`There is no report of a ${kindName[kind]} run; make one with: npm test (or ${command})`)
  }
  console.log(`${count('proved')} proved, ${count('failed')} failed, ${count('not proved')} not proved, of ${rows.length} rows`)
}
