// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the code's own text that is replaced
// Breaks the code in ways that matter, one at a time, in a copy of the checkout, and shows
// which test catches each: npm run mutants [-- part of a name]. Exits with 1 if one survives.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure, fail, root } from './run.mjs'

const server = 'apps/server/src'
const simulation = 'packages/dev-world/src/simulate/simulate.test.ts'
const races = `${server}/races/pairing-races.test.ts`

/** Each mutant: the exact text to replace, and the tests that must fail. */
const mutants = [
  {
    name: 'a search ends whatever its state: the guard is out of the UPDATE',
    file: `${server}/pairing/end-search.ts`,
    from: "where c.id = ${chatId} and c.status = 'searching' and ${guard}",
    to: 'where c.id = ${chatId} and ${guard}',
    tests: [races],
  },
  {
    name: 'an extension is decided twice: its status is not looked at',
    file: `${server}/extension/decline-extension.ts`,
    from: "if (extension.status !== 'pending') throw",
    to: "if (extension.status === 'rejected') throw",
    tests: [`${server}/extension/extension.test.ts`],
  },
  {
    name: 'the capture of a hold is booked again when the gateway tells of it',
    file: `${server}/payment/settle-capture.ts`,
    from: "when status = 'consumed' and",
    to: 'when false and',
    tests: [`${server}/extension/extension.test.ts`],
  },
  {
    name: 'a refund gives the credit part before the gateway has given its own',
    file: `${server}/payment/repay.ts`,
    from: 'toCredit: toGateway > 0 ? 0 : toCredit',
    to: 'toCredit',
    tests: [`${server}/operator/failures/failed-pairings.test.ts`],
  },
  {
    name: 'an accept by now() instead of clock_timestamp()',
    file: `${server}/pairing/accept-request.ts`,
    from: 'load.others, load.is_new, clock_timestamp() as at',
    to: 'load.others, load.is_new, now() as at',
    tests: [`${server}/races/after-the-lock.test.ts`],
  },
  {
    name: 'an approval by now() instead of clock_timestamp()',
    file: `${server}/extension/lock-extension.ts`,
    from: 'select locked.*, clock_timestamp() as at',
    to: 'select locked.*, now() as at',
    tests: [`${server}/races/after-the-lock.test.ts`],
  },
  {
    name: 'capacity is counted and then used, without the mitra’s lock',
    file: `${server}/pairing/accept-request.ts`,
    from: ' and (select count(*) from locked) >= 0',
    to: '',
    tests: [races],
  },
  {
    name: 'anybody may approve an extension: no owner check',
    file: `${server}/extension/approve-extension.ts`,
    from: 'if (extension?.mitra_id !== mitraId) throw',
    to: 'if (extension === undefined) throw',
    tests: [`${server}/extension/extension.test.ts`],
  },
  {
    name: 'anybody may cancel a request: no owner check',
    file: `${server}/pairing/cancel-request.ts`,
    from: 'guard: sql`c.customer_id = ${customerId}`',
    to: 'guard: sql`true`',
    tests: [`${server}/http/ownership.test.ts`],
  },
  {
    name: 'Idempotency-Key is not honoured',
    file: `${server}/http/idempotency.ts`,
    from: 'if (request.routeOptions.config.idempotent !== true) return undefined',
    to: 'return undefined',
    tests: [`${server}/http/idempotency.test.ts`],
  },
  {
    name: 'no job for the end of a blast',
    file: `${server}/pairing/start-blast.ts`,
    from: "tx.schedule('time_out_request', { chat_session_id }, { at: deadline_at, key: `session:${chat_session_id}` })",
    to: '',
    tests: [`${server}/pairing/search-ends.test.ts`],
  },
  {
    name: 'the sweeper forgets chats whose time is up',
    file: `${server}/jobs/sweep.ts`,
    from: "where status = 'closing' and goodbye_deadline_at <= clock_timestamp()",
    to: "where status = 'closing' and false",
    tests: [`${server}/jobs/sweep.test.ts`],
  },
  {
    name: 'no closing failure row for a search that failed',
    file: `${server}/pairing/end-search.ts`,
    from: '${cause}, payment.amount from request, payment',
    to: '${cause}, payment.amount from request, payment where false',
    tests: [`${server}/pairing/search-ends.test.ts`],
  },
  {
    name: 'silence approves whether or not the mitra is online',
    file: `${server}/extension/grant-extension.ts`,
    from: 'm.id = ${mitra_id} and m.is_online',
    to: 'm.id = ${mitra_id}',
    tests: [`${server}/races/after-the-lock.test.ts`],
  },
  {
    name: 'a hold counts whatever its amount',
    file: `${server}/payment/settle-hold.ts`,
    from: 'amount - credit_amount = ${amount}',
    to: '${amount}::integer is not null',
    tests: [`${server}/http/notifications.test.ts`],
  },
  {
    name: 'the safeguard trusts the toggle alone',
    file: `${server}/extension/settle-unanswered-extension.ts`,
    from: '!isConnected || !(await',
    to: '!(await',
    tests: [`${server}/extension/extension.test.ts`],
  },
  {
    name: 'a charge may be repaid from two rows: no unique guard',
    file: `${server}/db/migrations/0001-bestie.sql`,
    from: 'create unique index repayments_once_per_payment',
    to: 'create index repayments_once_per_payment',
    tests: [`${server}/operator/failures/failed-pairings.test.ts`],
  },
  {
    name: 'a goodbye is taken after its window',
    file: `${server}/chat/say-goodbye.ts`,
    from: "when goodbye_deadline_at <= clock_timestamp() then 'deadline_passed'",
    to: '',
    tests: [`${server}/races/after-the-lock.test.ts`],
  },
  {
    name: 'a message is taken after the close',
    file: `${server}/chat/send-message.ts`,
    from: "where chat.status = 'active' and given.sender",
    to: 'where given.sender',
    tests: [`${server}/chat/chat.test.ts`],
  },
  {
    name: 'the sweeper ends payments that are searching: no open_request_id guard',
    file: `${server}/payment/expire-payments.ts`,
    from: ' and p.open_request_id is null',
    to: '',
    tests: [races],
  },
  {
    name: 'any amount confirms a payment',
    file: `${server}/payment/settle-capture.ts`,
    from: "when status = 'pending' and amount - credit_amount = ${amount}::integer then",
    to: "when status = 'pending' then",
    tests: [`${server}/http/notifications.test.ts`],
  },
  {
    name: 'a customer who leaves is not looked for at the gateway',
    file: `${server}/payment/abandon-payment.ts`,
    from: 'if (asked.length > 0)',
    to: 'if (asked.length > 1)',
    tests: [`${server}/payment/lost-replies.test.ts`],
  },
  {
    name: 'what was held is not let go',
    file: `${server}/payment/release-hold.ts`,
    from: "for (const { id } of atGateway) tx.schedule('release_held', { payment_session_id: id })",
    to: '',
    tests: [`${server}/extension/extension.test.ts`],
  },
  {
    name: 'a mitra who comes online during a blast is not asked',
    file: `${server}/presence/go-online.ts`,
    from: 'await askLateJoiners(ctx, { mitraId })',
    to: '',
    tests: [simulation],
  },
  {
    name: 'a targeted attempt that failed does not prolong its payment',
    file: `${server}/pairing/end-returning-request.ts`,
    from: 'greatest(p.expires_at, clock_timestamp() + make_interval(mins => ${graceMinutes}))',
    to: 'p.expires_at',
    tests: [`${server}/pairing/returning.test.ts`],
  },
  {
    name: 'credit that was set aside is not given back',
    file: `${server}/payment/abandon-payment.ts`,
    from: 'await releaseCredit(tx, rows)',
    to: '',
    tests: [`${server}/operator/failures/failed-pairings.test.ts`],
  },
]

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

/** Applies the mutant, runs the tests that must fail, and restores the code. Answers the test that failed, or undefined. */
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
