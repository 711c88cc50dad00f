import { openDevice } from '@bestie/dev-world/device'
import { bootWorld, openInstance, type World } from '@bestie/dev-world/world'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../jobs/sweep'
import { markConnected, markReached } from './reached'
import { switchOffUnreachable } from './switch-off-unreachable'

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
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '31 minutes 1 second'")
  await sweep(world.ctx)
  expect([await isOnline(gone.id), await isOnline(connected.id)]).toEqual([false, true])
  expect(phone.received.filter((event) => event.name === 'mitra_status')).toEqual([])
})

test('a mitra whose process died with their socket is not switched off before they could not be reached for 30 minutes', async () => {
  const mitra = await world.mitra()
  await mitra.connect()
  await markConnected(world.ctx)
  // The process dies just before it would have noted its mitra once more.
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '30 minutes 59 seconds'")
  await sweep(world.ctx)
  expect(await isOnline(mitra.id)).toBe(true)
})

test('a mitra who is reached just when they are to be switched off stays on', async () => {
  const mitra = await world.mitra()
  await world.stopWorker()
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '32 minutes'")
  world.ctx.connected.among = async () => {
    await markReached(world.ctx, [mitra.id])
    return new Set()
  }
  await switchOffUnreachable(world.ctx)
  expect(await isOnline(mitra.id)).toBe(true)
})

test('each of several instances notes its own mitra at every sweep, with nothing but the database between them', async () => {
  await world.stop()
  world = await bootWorld({ sweepMs: 200 })
  const other = await openInstance(world, { sweepMs: 200 })
  await world.stopWorker()
  const [gone, connected] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const phone = await openDevice(other.url, connected.token)
  await world.sql("update mitras set last_reached_at = clock_timestamp() - interval '31 minutes'")
  await expect
    .poll(() => world.sql("select from mitras where id = $1 and last_reached_at > now() - interval '1 minute'", [connected.id]))
    .toHaveLength(1)
  await switchOffUnreachable(world.ctx)
  expect([await isOnline(gone.id), await isOnline(connected.id)]).toEqual([false, true])
  phone.close()
  await other.stop()
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
    await world.waiting()
    // Fails at once if the transaction that waits for the first row holds the second.
    await sql`select from mitras where id = ${second.id} for no key update nowait`.execute(db)
  })
  await noting
})
