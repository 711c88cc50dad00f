import type pg from 'pg'
import { openAccount, openAccounts } from '../accounts'
import type { Model } from './model/state'
import { type Names, nameIt } from './observe'
import type { Random } from './random'

/** Makes a history's own people, a few of each, and the model that knows them by their names. */
export async function beginHistory(pool: pg.Pool, random: Random) {
  const names: Names = { ids: new Map(), names: new Map() }
  const model: Model = {
    now: 0,
    rules: {
      capacity: 1 + random.whole(2),
      page: random.chance(0.4),
      canHold: random.chance(0.75),
      autoApprove: random.chance(0.7),
    },
    customers: {},
    mitras: {},
    payments: {},
    chats: {},
    extensions: {},
    failures: {},
    repayments: [],
  }
  const customers = await addPeople('customer', 2 + random.whole(2))
  const mitras = await addPeople('mitra', 1 + random.whole(3))
  const operator = await openAccount(pool, 'supervisor', 'operator')
  nameIt(names, operator.id, 'operator')
  for (const name of customers.names) model.customers[name] = { credit: 0 }
  for (const name of mitras.names) model.mitras[name] = { online: false, connected: false, reached: 0 }
  return { names, model, customers, mitras }

  /** Named c0, c1, … and m0, m1, …, by which the model knows them. */
  async function addPeople(role: 'customer' | 'mitra', count: number) {
    const people = await openAccounts(
      pool,
      role,
      Array.from({ length: count }, (_, n) => `${role[0]}${n}`),
    )
    for (const { id, name } of people) nameIt(names, id, name)
    return { ids: people.map(({ id }) => id), names: people.map(({ name }) => name) }
  }
}
