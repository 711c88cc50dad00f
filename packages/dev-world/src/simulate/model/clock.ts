import { timeOut } from './answering'
import { askLate } from './asking'
import { complete, expireSession } from './chat'
import { settleExtension } from './extension'
import { expirePayments, expireWaiting } from './payment'
import { switchOff } from './presence'
import { sendRefund } from './repayment'
import { type Course, chatOf, type Model, minutes } from './state'

export function* sweep(m: Model): Course {
  for (const mitra of Object.values(m.mitras)) if (mitra.connected) mitra.reached = m.now
  yield
  expirePayments(m)
  yield
  const ids = Object.keys(m.chats)
  const overdue = {
    request: ids.filter((id) => chatOf(m, id).status === 'searching' && chatOf(m, id).deadline <= m.now),
    session: ids.filter(
      (id) => chatOf(m, id).status === 'active' && chatOf(m, id).ends <= m.now && chatOf(m, id).pending === null,
    ),
    goodbye: ids.filter((id) => chatOf(m, id).status === 'closing' && chatOf(m, id).goodbyeUntil <= m.now),
    extension: Object.keys(m.extensions).filter(
      (key) => m.extensions[key]?.status === 'pending' && (m.extensions[key]?.deadline ?? 0) <= m.now,
    ),
  }
  for (const id of overdue.request) if (!(yield 'item')) timeOut(m, id)
  for (const id of overdue.session) if (!(yield 'item')) expireSession(m, id)
  for (const id of overdue.goodbye) if (!(yield 'item')) complete(m, id)
  for (const key of overdue.extension) if (!(yield 'item')) yield* settleExtension(m, key, 'item')
  yield
  for (const [id, mitra] of Object.entries(m.mitras)) {
    // One sweep longer than 30 minutes: a mitra's note may be this old although they had a socket until the end.
    if (mitra.online && mitra.reached <= m.now - 31 * minutes && !(yield 'item')) switchOff(m, id, 'system')
  }
  yield
  yield* askLate(m, {})
  yield
  yield* expireWaiting(m)
  yield
  const refunds = m.repayments.flatMap(({ status, changed }, nth) =>
    (status === 'requested' || status === 'sent') && changed + minutes <= m.now ? [nth] : [],
  )
  for (const nth of refunds) if (!(yield 'item')) yield* sendRefund(m, nth, 'item')
  return 'ok'
}

export function* freed(m: Model, mitra: string): Course {
  yield* askLate(m, { mitra })
  return 'ok'
}
