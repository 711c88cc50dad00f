import { isOperatorRole, type OperatorRole } from '@bestie/contracts/operator-rank'
import { type Account, openAccount } from '@bestie/dev-world/accounts'
import { ask } from '@bestie/dev-world/ask'
import { broken } from '@bestie/dev-world/broken'
import { createTestDatabase } from '@bestie/dev-world/database'
import { openDatabase } from '@bestie/server/db/client'
import { type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test'
import pg from 'pg'
import { type Installation, install, type Program } from './installation'
import { storedSession } from './stored-session'

export { expect }

/** A person with an account in the world of one journey. */
export type Person = Account

/** One Bestie and the people in it. */
export interface World extends Installation {
  customer(name?: string): Promise<Person>
  /** A mitra, online unless told otherwise. */
  mitra(name?: string, options?: { online?: boolean }): Promise<Person>
  operator(role?: OperatorRole): Promise<Person>
  /** Opens this person's app, signed in, on a device of its own. */
  open(person: Person, options?: { path?: string; context?: BrowserContextOptions }): Promise<Page>
  /** Opens an address of the public port on a new device where nobody is signed in. */
  visit(path: string, context?: BrowserContextOptions): Promise<Page>
  /** Calls the API as this person; for a journey's preconditions, not for its subject. */
  call(person: Person, method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>
  /** The rows of a statement, as anyone with psql would get them. */
  sql<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
  /**
   * Changes a setting, as an operator would; it is in force once this resolves, in every process of a cluster within a second.
   */
  set(key: string, value: string | number | boolean): Promise<void>
}

/**
 * The test of a journey. It gets its own `world`, in one process or as a cluster, started with the variables of `environment`.
 */
export const test = base.extend<{ environment: Record<string, string>; program: Program; world: World }>({
  environment: [{}, { option: true }],
  program: ['builtDemo', { option: true }],
  world: async ({ browser, environment, program }, use, testInfo) => {
    const database = await createTestDatabase()
    const bestie = await install({ DATABASE_URL: database.url, ...environment }, program)
    const pool = new pg.Pool({ connectionString: database.url, max: 2 })
    let supervisor: Person | undefined

    const sql: World['sql'] = async (text, values) => (await pool.query(text, values)).rows
    const originOf = ({ role }: Person) => (isOperatorRole(role) ? bestie.internalUrl : bestie.publicUrl)
    const call: World['call'] = (person, method, path, body) =>
      ask(originOf(person) + path, method, { authorization: `Bearer ${person.token}` }, body)
    const device = async (url: string, options: BrowserContextOptions) => {
      const page = await (await browser.newContext({ ...testInfo.project.use, ...options } as BrowserContextOptions)).newPage()
      await page.goto(url)
      return page
    }

    // Extends the installation instead of copying it: its addresses are read again after each start.
    const world: World = Object.assign(Object.create(bestie) as Installation, {
      sql,
      call,
      customer: (name = 'Rani') => openAccount(pool, 'customer', name),
      async mitra(name = 'Sari', { online = true } = {}) {
        const made = await openAccount(pool, 'mitra', name)
        if (online) await call(made, 'POST', '/api/mitra/status/online')
        return made
      },
      operator: (role: OperatorRole = 'operator') => openAccount(pool, role, role),
      async open(person: Person, { path, context = {} }: { path?: string; context?: BrowserContextOptions } = {}) {
        const origin = originOf(person)
        return await device(origin + (path ?? (person.role === 'mitra' ? '/mitra/' : '/')), {
          storageState: { cookies: [], origins: [{ origin, localStorage: [storedSession(person)] }] },
          ...context,
        })
      },
      visit: (path: string, context: BrowserContextOptions = {}) => device(bestie.publicUrl + path, context),
      async set(key: string, value: string | number | boolean) {
        supervisor ??= await world.operator('supervisor')
        const { status, body } = await call(supervisor, 'PATCH', '/internal/config', { [key]: String(value) })
        if (status !== 200) throw new Error(`not set: ${JSON.stringify(body)}`)
      },
    })

    await use(world)

    for (const context of browser.contexts()) await context.close()
    const found = await broken(openDatabase(pool))
    await pool.end()
    if (testInfo.status !== testInfo.expectedStatus || Object.keys(found).length > 0) {
      await testInfo.attach('bestie.log', { body: bestie.output(), contentType: 'text/plain' })
    }
    await bestie.remove()
    await database.drop()
    expect(found, 'what must always be true').toEqual({})
  },
})
