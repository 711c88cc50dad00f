import type { CustomerCurrent } from '@bestie/contracts/chat'
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables'
import { readWaitingPayments } from '../payment/reads'
import { listCurrentForCustomer } from './reads'
import type { EarlyEnd } from './shape-chat'

/**
 * Everything of a customer's that is live or waiting, as it was at one moment: a payment that begins or ends a search meanwhile
 * would otherwise be read as neither, and whoever paid would see nothing of it.
 */
export function readCurrent(db: Kysely<Database>, customerId: string, settings: EarlyEnd): Promise<CustomerCurrent> {
  const oneMoment = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return oneMoment.execute(async (tx) => ({
    items: await listCurrentForCustomer(tx, customerId, settings),
    next_cursor: null,
    waiting_payments: await readWaitingPayments(tx, customerId),
  }))
}
