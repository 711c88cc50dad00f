import { createTestDatabase } from '@bestie/dev-world/database'
import { bootWorld } from '@bestie/dev-world/world'
import pg from 'pg'
import pino from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { listenerName, listenToDatabase } from './notifications'

afterEach(() => {
  vi.restoreAllMocks()
})

async function administer(url: string) {
  const client = new pg.Client(url)
  await client.connect()
  const cutEverybodyOff = () =>
    client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  return { client, cutEverybodyOff }
}

test('while the database is a standby, commands are refused as unavailable; once it is promoted everything goes on', async () => {
  const world = await bootWorld()
  const { client, cutEverybodyOff } = await administer(world.databaseUrl)
  await world.set('goodbye_window_seconds', 1)
  const [rani, sari] = [await world.customer(), await world.mitra()]
  const { chatId } = await world.match(rani, sari)
  const tier_id = await world.tier()
  const name = new URL(world.databaseUrl).pathname.slice(1)
  await client.query(`alter database ${name} set default_transaction_read_only = on`)
  await cutEverybodyOff()
  expect(await rani.post('/api/client/payments', { tier_id })).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  await client.query(`alter database ${name} reset default_transaction_read_only`)
  await cutEverybodyOff()
  await expect.poll(() => rani.post(`/api/client/chats/${chatId}/end`)).toMatchObject({ status: 200 })
  await expect.poll(() => world.sql('select status from chat_sessions'), { timeout: 15_000 }).toEqual([{ status: 'completed' }])
  expect(await world.broken()).toEqual({})
  await client.end()
  await world.stop()
})

test('each try to LISTEN that a standby refuses gives its connection back', async () => {
  const database = await createTestDatabase()
  const notifications = await listenToDatabase(database.url, pino({ level: 'silent' }))
  const { client, cutEverybodyOff } = await administer(database.url)
  const { query } = pg.Client.prototype
  let refused = 0
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    if (!String(given[0]).startsWith('listen') || refused === 3) return Reflect.apply(query, this, given)
    refused += 1
    return Promise.reject(new Error('cannot execute LISTEN during recovery'))
  } as never)
  const reconnected = new Promise<void>((resolve) => notifications.onReconnected(resolve))
  await cutEverybodyOff()
  await reconnected
  const listening = async () =>
    (
      await client.query('select from pg_stat_activity where application_name = $1 and datname = current_database()', [
        listenerName,
      ])
    ).rows
  await expect.poll(listening).toHaveLength(1)
  await notifications.stop()
  await client.end()
  await database.drop()
})
