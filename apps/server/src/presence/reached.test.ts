import { bootWorld, type World } from '@bestie/dev-world/world'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'
import { connectedHere } from './connected'
import { markReached } from './reached'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(() => world.stop())

const isOnline = async (id: string) =>
  (await world.sql<{ is_online: boolean }>('select is_online from mitras where id = $1', [id]))[0]?.is_online

test('a mitra who could not be reached for 30 minutes is switched off; one with a socket never is', async () => {
  const [gone, connected] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const phone = await connected.connect()
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '29 minutes'")
  await sweep(world.ctx)
  expect(await isOnline(gone.id)).toBe(true)
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '31 minutes'")
  await sweep(world.ctx)
  expect([await isOnline(gone.id), await isOnline(connected.id)]).toEqual([false, true])
  expect(phone.received.filter((event) => event.name === 'mitra_status')).toEqual([])
})

test('whoever was connected until their process died is not switched off before they could not be reached for 30 minutes', async () => {
  const mitra = await world.mitra()
  await mitra.connect()
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '29 minutes'")
  await sweep(world.ctx)
  // The process dies with its sockets, and another one sweeps a while later.
  world.ctx.connected = connectedHere({ alone: true })
  await world.sql("update mitras set last_reached_at = last_reached_at - interval '29 minutes'")
  await sweep(world.ctx)
  expect(await isOnline(mitra.id)).toBe(true)
})

test('mitra are noted as reached in the order of their ids, in which an accept locks them too', async () => {
  const [first, second] = [await world.mitra('Sari'), await world.mitra('Budi')]
  // Updated last, the first mitra lies behind the second in a table that is read from its beginning.
  await world.sql('update mitras set last_reached_at = clock_timestamp() where id = $1', [first.id])
  await world.sql('analyze mitras')
  let noting: Promise<void> | undefined
  await world.ctx.db.transaction().execute(async (db) => {
    await sql`select from mitras where id = ${first.id} for no key update`.execute(db)
    noting = markReached(world.ctx, [second.id, first.id])
    await expect.poll(() => world.sql("select from pg_stat_activity where wait_event_type = 'Lock'")).not.toEqual([])
    // Fails at once if the transaction that waits for the first row holds the second.
    await sql`select from mitras where id = ${second.id} for no key update nowait`.execute(db)
  })
  await noting
})
