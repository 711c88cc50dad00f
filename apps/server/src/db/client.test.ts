import type { EventEmitter } from 'node:events'
import { createTestDatabase, type TestDatabase } from '@bestie/dev-world/database'
import { type Kysely, sql, type Transaction } from 'kysely'
import type pg from 'pg'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { andCommit, openDatabase, openPool } from './client'
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
