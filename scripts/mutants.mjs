// Breaks the code in ways that matter, one at a time, in a copy of the checkout, and shows
// which test catches each: npm run mutants [-- part of a name]. Exits with 1 if one survives.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mutants } from './mutant-list.mjs'
import { Failure, fail, root } from './run.mjs'

const wanted = process.argv[2] ?? ''
const chosen = mutants.filter(({ name }) => name.includes(wanted))
if (chosen.length === 0) fail(new Failure(`No mutant has "${wanted}" in its name.`))

const copy = makeCopy()
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
let survivors = 0
for (const mutant of chosen) {
  const caughtBy = await tryOut(mutant).catch(fail)
  if (caughtBy === undefined) survivors += 1
  console.log(
    `${caughtBy === undefined ? 'SURVIVED' : 'caught  '}  ${mutant.name}\n            ${caughtBy ?? mutant.tests.join(', ')}`,
  )
}
console.log(`${chosen.length - survivors} of ${chosen.length} caught`)
process.exitCode = survivors === 0 ? 0 : 1

/** The checkout as it is, with this one's installed packages, but with the copy's own workspaces under their names. */
function makeCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'bestie-mutants-'))
  const listed = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '--', 'apps/server', 'packages', '*.json', '*.ts'],
    { cwd: root },
  )
  for (const file of listed.toString().split('\n').filter(Boolean)) {
    if (file.startsWith('journeys/')) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  linkPackages('node_modules', folder)
  return folder
}

function linkPackages(modules, folder) {
  mkdirSync(join(folder, modules), { recursive: true })
  for (const name of readdirSync(join(root, modules))) {
    if (name === '@bestie' || name === '.vite' || name === '.cache') continue
    symlinkSync(join(root, modules, name), join(folder, modules, name))
  }
  mkdirSync(join(folder, modules, '@bestie'))
  for (const [name, path] of [
    ['server', 'apps/server'],
    ['contracts', 'packages/contracts'],
    ['dev-world', 'packages/dev-world'],
  ]) {
    symlinkSync(join(folder, path), join(folder, modules, '@bestie', name))
  }
}

/** Applies the mutant, runs the tests that must fail, and restores the code. Returns the test that failed, or undefined. */
async function tryOut({ name, file, from, to, tests }) {
  const path = join(copy, file)
  const original = readFileSync(path, 'utf8')
  writeFileSync(path, replaceOnce(original, from, to, name))
  try {
    return await firstFailure(tests)
  } finally {
    writeFileSync(path, original)
  }
}

function replaceOnce(text, from, to, name) {
  if (text.split(from).length !== 2)
    throw new Failure(`The mutant "${name}" no longer fits: its text must be there exactly once.`)
  return text.replace(from, () => to)
}

function firstFailure(tests) {
  return new Promise((resolve, reject) => {
    const args = ['node_modules/.bin/vitest', 'run', '--bail=1', '--reporter=json', ...tests]
    const child = spawn(process.execPath, args, {
      cwd: copy,
      // Histories that no mutant has met before.
      env: { SIMULATION_SEED: String(Date.now() % 1_000_000), ...process.env, BESTIE_ROOT: copy },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.once('close', () => {
      try {
        const report = JSON.parse(output.slice(output.indexOf('{"')))
        if (report.numTotalTests === 0)
          throw new Failure(`${tests.join(', ')} could not be run: ${report.testResults[0]?.message ?? output}`)
        const failed = report.testResults.flatMap((one) => one.assertionResults).find((test) => test.status === 'failed')
        resolve(failed?.fullName)
      } catch (error) {
        reject(error)
      }
    })
  })
}
