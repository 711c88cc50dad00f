import { afterAll, beforeAll, expect } from 'vitest'
import { type Answer, ask } from './ask'
import { type ServerProcess, startRole } from './process'
import { raceRounds } from './race'
import { bootWorld, type Person, type World } from './world'

/**
 * The stage of every race that docs/invariants.md names: two processes on one database, this test (`here`) and a separate public
 * server (`there`). The clock's transitions are called here, so that they meet the people's there within the same millisecond.
 */
export let world: World
export let there: ServerProcess

/** Opens the stage for the tests of a file. */
export function onTwoProcesses(): void {
  beforeAll(async () => {
    world = await bootWorld({})
    await world.stopWorker()
    await world.set('max_customers_per_mitra', 1)
    there = await startRole('public', { DATABASE_URL: world.databaseUrl })
  })
  afterAll(async () => {
    await there.end('SIGTERM')
    await world.stop()
  })
}

/** How long one race with all its rounds may take, in ms. */
export const timeout = raceRounds * 2_000 + 60_000

/** The same person, calling the other instance. */
export const post = (person: Person, path: string, body?: object): Promise<Answer> =>
  ask(`${there.url}${path}`, 'POST', { authorization: `Bearer ${person.token}` }, body)
export const paymentBody = (payment_session_id: string) => ({ payment_session_id })
/** The first row that a statement finds. */
export const one = async <Row>(text: string, values: unknown[]): Promise<Row> => (await world.sql<Row>(text, values))[0] as Row
export const chatStatus = async (id: string) =>
  (await one<{ status: string }>('select status from chat_sessions where id = $1', [id])).status
export const paymentStatus = async (id: string) =>
  (await one<{ status: string }>('select status from payment_sessions where id = $1', [id])).status
/** The cause tags of this payment's failures, oldest first. */
export const causes = async (paymentId: string) =>
  (
    await world.sql<{ cause_tag: string }>(
      'select cause_tag from pairing_failures where payment_session_id = $1 order by created_at, id',
      [paymentId],
    )
  ).map((row) => row.cause_tag)

/** A customer who is searching, and the mitra whom the blast asked: only those of this round. */
export async function searching(mitras = 1) {
  await world.sql('update mitras set is_online = false where is_online')
  const asked = await Promise.all(Array.from({ length: mitras }, () => world.mitra()))
  const customer = await world.customer()
  const { payment_session_id: paymentId } = await world.paid(customer)
  const { body } = await customer.post('/api/client/chats/start', paymentBody(paymentId))
  return { customer, paymentId, chatId: body.chat_session_id as string, asked, mitra: asked[0] as Person }
}

/** A customer who asks one of their mitra again, with a general request ready on the same payment. */
export async function askingAgain() {
  await world.sql('update mitras set is_online = false where is_online')
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  await world.sql("insert into chat_sessions (customer_id, mitra_id, status, ended_by) values ($1, $2, 'completed', 'timer')", [
    customer.id,
    mitra.id,
  ])
  const { payment_session_id: paymentId } = await world.paid(customer, { targeted_mitra_id: mitra.id })
  const { body } = await customer.post('/api/client/chats/returning', paymentBody(paymentId))
  return { customer, mitra, paymentId, chatId: body.chat_session_id as string }
}

/** A customer and a mitra in a running chat. */
export async function chatting() {
  await world.sql('update mitras set is_online = false where is_online')
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  return { customer, mitra, ...(await world.match(customer, mitra)) }
}

/** A payment that is held for more time in this chat. */
export async function heldFor(customer: Person, chatId: string): Promise<string> {
  return (await world.paid(customer, await world.moreTime(chatId))).payment_session_id
}

/** A chat whose customer has asked for more time. */
export async function extending() {
  const { customer, mitra, chatId } = await chatting()
  const paymentId = await heldFor(customer, chatId)
  const asked = await customer.post(`/api/client/chats/${chatId}/extensions`, paymentBody(paymentId))
  return { customer, mitra, chatId, paymentId, extensionId: asked.body.extension_id as string }
}

/** Sets a deadline a few milliseconds ahead, so that either side of a race with the clock can win. */
export const soon = (table: 'chat_sessions' | 'extensions' | 'payment_sessions', column: string, id: string) =>
  world.sql(`update ${table} set ${column} = clock_timestamp() + interval '15 ms' where id = $1`, [id])

/** The clock's side: calls its transition again and again until the race is decided. */
export async function clock(transition: () => Promise<unknown>, decided: () => Promise<boolean>): Promise<void> {
  do await transition()
  while (!(await decided()))
}

/** Every round had a winner, each side won some, and nothing is broken after all of them. */
export async function expectBothToWin(wins: { left: number; right: number }): Promise<void> {
  expect(wins.left + wins.right).toBe(raceRounds)
  expect(Math.min(wins.left, wins.right)).toBeGreaterThan(0)
  expect(await world.broken()).toEqual({})
}
