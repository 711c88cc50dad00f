import type { Account } from '@bestie/dev-world/accounts'
import type { HelperProcess } from './helper-process'
import { makePayments, makePeople } from './people'
import type { Bestie, Stage } from './stage'

/** People who pair again and again, turn after turn. */
interface World {
  driver: HelperProcess
  bestie: Bestie
  /** New payments, spread evenly over the lanes. */
  payments(count: number, status: 'confirmed' | 'pending'): Promise<string[][]>
  /** Ends the chats of a turn, so that the next begins like the first. */
  clear(): Promise<void>
}

/**
 * Customers and mitra, connected; the mitra have capacity for all customers. A mitra has as many requests under way at once as
 * there are customers for each, or `linesEach`.
 */
export async function world(
  stage: Stage,
  people: { customers: number; mitras: number; linesEach?: number },
  given?: Bestie,
): Promise<World> {
  const bestie = given ?? (await stage.bestie())
  await bestie.pool.query("update app_config set value = '1000' where key = 'max_customers_per_mitra'")
  const customers = await makePeople(bestie.pool, 'customer', people.customers)
  const mitras = await makePeople(bestie.pool, 'mitra', people.mitras)
  const driver = stage.helper('drivers/pair.ts')
  const { linesEach = Math.ceil(people.customers / people.mitras) } = people
  await driver.ask('connect', { side: 'ours', url: bestie.url, customers, mitras, linesEach })
  let isKnown = false
  return {
    driver,
    bestie,
    async payments(count, status) {
      const ids = await makePayments(
        bestie.pool,
        Array.from({ length: count }, (_, number) => customers[number % customers.length] as Account),
        status,
      )
      return customers.map((_, lane) => ids.filter((_, number) => number % customers.length === lane))
    },
    async clear() {
      await bestie.pool.query(
        `update chat_sessions set status = 'completed', ended_by = 'system', ended_at = now(), completed_at = now() where status = 'active'`,
      )
      // Table statistics, as in any installation in use.
      if (!isKnown) await bestie.pool.query('analyze')
      isKnown = true
    },
  }
}
