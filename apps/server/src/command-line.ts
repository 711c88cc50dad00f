import { email, phone } from '@bestie/contracts/auth'
import { isOperatorRole } from '@bestie/contracts/operator-rank'
import { shownName } from '@bestie/contracts/values'
import type { Kysely } from 'kysely'
import pino from 'pino'
import type { z } from 'zod'
import { oneTimePassword } from './auth/one-time-password'
import { hashPassword } from './auth/passwords'
import { findOperator, findPerson } from './auth/people'
import { signOutEverywhere } from './auth/sign-out-everywhere'
import { issueToken } from './auth/tokens'
import { openDatabase, openPool } from './db/client'
import { findEmbeddedPostgres } from './db/embedded/embedded-postgres'
import { invariants } from './db/invariants'
import { migrate } from './db/migrate'
import { reachDatabase } from './db/reach-database'
import type { Database } from './db/tables'
import type { Env } from './env'
import { type Actor, audit } from './operator/audit'
import { addKeyTo } from './sealing/key-file'
import { openMasterKeys } from './sealing/master-keys'
import { isAnythingUnderOlderKeys, rotateMasterKey } from './sealing/rotate-master-key'
import { StartupError } from './startup-error'

const usage = `npm run bestie -- <command>
  migrate                              bring the database to the present schema
  create-customer <phone> <name>       print {id, token} of a customer, made if there is none, else given this name
  create-mitra <phone> <name>          print {id, token} of a mitra, made if there is none, else given this name
  create-operator <email> <role>       print {id, token} of an operator, supervisor or admin, made or given this role
  one-time-password <email>            print {one_time_password} for an operator's next sign-in, to be changed there;
                                       signs them out everywhere
  token <phone or email>               print a token for an account
  rotate-master-key                    put every chat's key under the newest master key
  check                                run the queries of what must always be true`

type Db = Kysely<Database>

/** Runs one operating command directly on the database. Returns the exit status. */
export async function bestie(env: Env, [command, ...args]: string[]): Promise<number> {
  if (command === undefined || command === 'help' || command === '--help') {
    console.log(usage)
    return command === undefined ? 1 : 0
  }
  // `check | head` stops listening in the middle: the command still ends as it would have, and leaves the database as it found it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  const embedded = env.databaseUrl === undefined ? await findEmbeddedPostgres(env.dataDir) : undefined
  const url = embedded?.url ?? (env.databaseUrl as string)
  try {
    await reachDatabase(url)
    if (command === 'migrate') {
      await migrate(url)
      console.log('The database is at the present schema.')
      return 0
    }
    const pool = openPool(url, pino({ level: 'silent' }), { max: 4 })
    try {
      const db = openDatabase(pool)
      return command === 'rotate-master-key' ? await rotate(env, db) : await run(db, command, args)
    } finally {
      await pool.end()
    }
  } finally {
    await embedded?.stop()
  }
}

async function run(db: Db, command: string, args: string[]): Promise<number> {
  switch (command) {
    case 'create-customer':
      return await createPerson(db, 'customer', args)
    case 'create-mitra':
      return await createPerson(db, 'mitra', args)
    case 'create-operator':
      return await createOperator(db, args)
    case 'one-time-password':
      return await giveOneTimePassword(db, args)
    case 'token':
      return await printToken(db, args)
    case 'check':
      return await check(db)
    default:
      throw new StartupError(usage)
  }
}

async function createPerson(db: Db, role: 'customer' | 'mitra', [number, ...name]: string[]): Promise<number> {
  const destination = given(phone, number)
  const chosenName = given(shownName, name.join(' '))
  const made =
    role === 'customer'
      ? await db
          .insertInto('customers')
          .values({ phone: destination, call_name: chosenName })
          .onConflict((conflict) => conflict.column('phone').doUpdateSet({ call_name: chosenName }))
          .returning('id')
          .executeTakeFirstOrThrow()
      : await db
          .insertInto('mitras')
          .values({ phone: destination, display_name: chosenName })
          .onConflict((conflict) => conflict.column('phone').doUpdateSet({ display_name: chosenName }))
          .returning('id')
          .executeTakeFirstOrThrow()
  console.log(JSON.stringify({ id: made.id, token: await issueToken(db, { id: made.id, role }) }))
  return 0
}

async function createOperator(db: Db, [address, role]: string[]): Promise<number> {
  if (!isOperatorRole(role)) throw new StartupError(usage)
  const made = await db
    .insertInto('operators')
    .values({ email: given(email, address), role })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ role }))
    .returning('id')
    .executeTakeFirstOrThrow()
  console.log(JSON.stringify({ id: made.id, token: await issueToken(db, { id: made.id, role }) }))
  return 0
}

/** Whoever runs these commands, in the audit log. */
const commandLine: Actor = { id: null, role: 'admin', address: 'command line' }

async function giveOneTimePassword(db: Db, [address]: string[]): Promise<number> {
  const one_time_password = oneTimePassword()
  const password_hash = await hashPassword(one_time_password)
  await db.transaction().execute(async (tx) => {
    const operator = await tx
      .updateTable('operators')
      .set({ password_hash, password_must_change: true })
      .where('email', '=', given(email, address))
      .returning('id')
      .executeTakeFirst()
    if (operator === undefined) throw new StartupError(`No operator has an account under ${address}.`)
    await signOutEverywhere(tx, operator.id)
    await audit(tx, commandLine, { action: 'reset_password', subject: `operators/${operator.id}` })
  })
  console.log(JSON.stringify({ one_time_password }))
  return 0
}

async function printToken(db: Db, [who = '']: string[]): Promise<number> {
  const user = who.includes('@')
    ? ((await findOperator(db, given(email, who))) ?? (await findPerson(db, given(email, who))))
    : await findPerson(db, given(phone, who))
  if (user === undefined) throw new StartupError(`Nobody has an account under ${who}.`)
  console.log(await issueToken(db, user))
  return 0
}

/** Resumes an interrupted rotation; else adds a key to our key file, whereas `MASTER_KEYS` must already name the new one. */
async function rotate(env: Env, db: Db): Promise<number> {
  let keys = await openMasterKeys(env, db)
  if (keys.file !== undefined && !(await isAnythingUnderOlderKeys(db, keys))) {
    await addKeyTo(keys.file)
    keys = await openMasterKeys(env, db)
  }
  const { chatKeys, secrets } = await rotateMasterKey(db, keys)
  console.log(`${chatKeys} keys of chats and ${secrets} secrets of operators are now under the master key "${keys.newest().id}".`)
  if (!(await isAnythingUnderOlderKeys(db, keys))) return 0
  console.log('Some are still under an older one: a process may not know the new key yet. Run this again.')
  return 1
}

async function check(db: Db): Promise<number> {
  let broken = 0
  for (const { name, query } of invariants) {
    const { rows } = await query.execute(db)
    console.log(`${String(rows.length).padStart(6)}  ${name}`)
    for (const row of rows.slice(0, 5)) console.log(`        ${JSON.stringify(row)}`)
    broken += rows.length
  }
  return broken === 0 ? 0 : 1
}

function given<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.output<Schema> {
  const parsed = schema.safeParse(text ?? '')
  if (!parsed.success) throw new StartupError(`"${text ?? ''}" will not do: ${parsed.error.issues[0]?.message}\n${usage}`)
  return parsed.data
}
