import type { EventEmitter } from 'node:events'
import { createTestDatabase, type TestDatabase } from '@bestie/dev-world/database'
import { type Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { andCommit, openDatabase, openPool, withTheNext } from './client'
import type { Database } from './tables'

let database: TestDatabase
let pool: pg.Pool
let db: Kysely<Database>
let roundTrips: number
beforeEach(async () => {
  database = await createTestDatabase()
  // With one connection, a transaction left open blocks the next one.
  pool = openPool(database.url, pino({ level: 'silent' }), { max: 1 })
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: EventEmitter }
    connection.on('readyForQuery', () => (roundTrips += 1))
  })
  db = openDatabase(pool)
  await pool.query('create table notes (text text primary key)')
  await pool.query('create table spread (text text references notes deferrable initially deferred)')
  // A connection's first transaction also prepares its keywords.
  await db.transaction().execute(async (tx) => void (await write(tx, 'first')))
  roundTrips = 0
})
afterEach(async () => {
  await pool.end()
  await database.drop()
})

const write = (tx: Transaction<Database>, text: string) => sql`insert into notes values (${text})`.execute(tx)
const writeLast = (tx: Transaction<Database>, text: string, table = 'notes') =>
  sql`${sql.raw(andCommit)} insert into ${sql.table(table)} values (${text})`.execute(tx)
const notes = async () => (await pool.query('select text from notes order by text')).rows.map(({ text }) => text)

test('a transaction takes one round trip for each statement, and one to commit where the last does not', async () => {
  await db.transaction().execute(async (tx) => {
    await write(tx, 'a')
    await writeLast(tx, 'b')
  })
  expect(roundTrips).toBe(2)
  await db.transaction().execute(async (tx) => void (await write(tx, 'c')))
  expect(roundTrips).toBe(4)
  await db.transaction().execute(async (tx) => void (await writeLast(tx, 'd')))
  expect(roundTrips).toBe(5)
  await db.transaction().execute(async () => {})
  expect(roundTrips).toBe(5)
  expect(await notes()).toEqual(['a', 'b', 'c', 'd', 'first'])
})

test('the result is the statement’s own, also where BEGIN or COMMIT came with it', async () => {
  const { rows } = await db
    .transaction()
    .execute((tx) => sql`${sql.raw(andCommit)} insert into notes values ('a'), ('b') returning text`.execute(tx))
  expect(rows).toEqual([{ text: 'a' }, { text: 'b' }])
})

const lock = (tx: Transaction<Database>, text: string) =>
  sql`${sql.raw(withTheNext)} select text from notes where text = ${text} for update`.execute(tx)
test('a lock comes with the next statement once it is prepared, which answers only for itself and sees what the lock waited for', async () => {
  await db.transaction().execute((tx) => lock(tx, 'first'))
  roundTrips = 0
  const others = new pg.Pool({ connectionString: database.url })
  const holder = await others.connect()
  await holder.query('begin')
  await holder.query("update notes set text = text || '!'")
  const changing = db.transaction().execute(async (tx) => {
    await lock(tx, 'first')
    return await sql`${sql.raw(andCommit)} update notes set text = text || '?' returning text`.execute(tx)
  })
  await expect
    .poll(
      async () =>
        (await others.query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
          .rowCount,
    )
    .toBe(1)
  await holder.query('commit')
  holder.release()
  await others.end()
  expect((await changing).rows).toEqual([{ text: 'first!?' }])
  expect(roundTrips).toBe(1)
})

test('a lock that fails fails the statement that it came with, and one whose transaction ends first is not sent', async () => {
  await db.transaction().execute((tx) => lock(tx, 'first'))
  const { rows } = await pool.query("select name from pg_prepared_statements where statement like '%with the next%for update'")
  await pool.query(`deallocate "${rows[0].name}"`)
  const failing = db.transaction().execute(async (tx) => {
    await lock(tx, 'first')
    await writeLast(tx, 'second')
  })
  await expect(failing).rejects.toMatchObject({ code: '26000' })
  roundTrips = 0
  await expect(
    db.transaction().execute(async (tx) => {
      await lock(tx, 'first')
      throw new Error('given up')
    }),
  ).rejects.toThrow('given up')
  expect(roundTrips).toBe(0)
  expect(await notes()).toEqual(['first'])
})

test('of a transaction whose last statement fails nothing is committed, and the connection is free again', async () => {
  const failing = db.transaction().execute(async (tx) => {
    await write(tx, 'a')
    await writeLast(tx, 'first')
  })
  await expect(failing).rejects.toMatchObject({ code: '23505' })
  expect(await notes()).toEqual(['first'])
})

test('of a transaction whose COMMIT fails nothing is committed, and whoever asked hears of it', async () => {
  const failing = db.transaction().execute(async (tx) => {
    await write(tx, 'a')
    await writeLast(tx, 'nowhere', 'spread')
  })
  await expect(failing).rejects.toMatchObject({ code: '23503' })
  expect(await notes()).toEqual(['first'])
})

test('a transaction whose first statement fails is rolled back, and one that is given up as well', async () => {
  await expect(db.transaction().execute((tx) => write(tx, 'first'))).rejects.toMatchObject({ code: '23505' })
  const givenUp = db.transaction().execute(async (tx) => {
    await write(tx, 'a')
    throw new Error('given up')
  })
  await expect(givenUp).rejects.toThrow('given up')
  expect(await notes()).toEqual(['first'])
})

test('a statement whose BEGIN fails does not run', async () => {
  await pool.query('deallocate "begin"')
  await expect(db.transaction().execute((tx) => write(tx, 'a'))).rejects.toMatchObject({ code: '26000' })
  expect(await notes()).toEqual(['first'])
})

test('a transaction that is not Kysely’s is one as well: several statements in one text, or one with its own name', async () => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query("insert into notes values ('a'); insert into notes values ('b')")
    await client.query('rollback')
    await client.query('begin')
    await client.query({ name: 'own', text: 'insert into notes values ($1)', values: ['c'] })
    await client.query('rollback')
  } finally {
    client.release()
  }
  expect(await notes()).toEqual(['first'])
})

test('PostgreSQL compiles nothing', async () => {
  expect((await pool.query('show jit')).rows).toEqual([{ jit: 'off' }])
})
