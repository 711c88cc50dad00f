import { type Course, type Failure, isRepaid, type Model, payment, type Repayment } from './state'

/** Gives a charge back, once. Returns the code of the refusal, if it is refused. */
export function repay(m: Model, key: string, failure: string, kind: string, unexpected: boolean): string | undefined {
  const p = payment(m, key)
  if (!unexpected) {
    if (p.status === 'consumed') return 'delivered'
    if (p.status === 'pending' || p.status === 'confirmed') return 'payment_open'
    if (!p.charged) return 'not_captured'
  }
  const taken = m.repayments.some(
    (repayment) =>
      isRepaid(repayment) &&
      (repayment.failure === failure || (!unexpected && !repayment.unexpected && repayment.payment === key)),
  )
  if (taken) return 'already_repaid'
  const amount = unexpected ? (m.failures[failure] as Failure).amount : (p.charged as number)
  const toCredit = kind === 'credited' ? amount : unexpected ? 0 : p.credit
  const toGateway = amount - toCredit
  m.repayments.push({
    failure,
    payment: key,
    kind,
    unexpected,
    toGateway,
    toCredit,
    status: toGateway > 0 ? 'requested' : 'settled',
    changed: m.now,
  })
  // If part of it goes back through the gateway, the credit is given once that part is settled.
  if (toGateway === 0) customerOf(m, key).credit += toCredit
  return undefined
}

const customerOf = (m: Model, key: string) => m.customers[payment(m, key).customer] as { credit: number }

export function act(
  m: Model,
  { failure: id, action }: { failure: string; action: 'refunded' | 'credited' | 'no_action' },
): string {
  const failure = m.failures[id] as Failure
  if (failure.action !== null) return 'already_actioned'
  if (action !== 'no_action' && failure.amount > 0) {
    const refused = repay(m, failure.payment, id, action, failure.cause === 'unexpected_capture')
    if (refused !== undefined) return refused
  }
  failure.action = action
  return 'ok'
}

export function reopen(m: Model, id: string): string {
  const failure = m.failures[id] as Failure
  if (failure.action === null) return 'not_actioned'
  const repayment = m.repayments.find((one) => one.failure === id && isRepaid(one))
  if (repayment !== undefined && failure.action !== 'no_action') {
    const customer = customerOf(m, failure.payment)
    if (repayment.toGateway > 0 && repayment.status !== 'requested') return 'refund_sent'
    if (repayment.toGateway === 0 && customer.credit < repayment.toCredit) return 'credit_spent'
    repayment.status = 'withdrawn'
    if (repayment.toGateway === 0) customer.credit -= repayment.toCredit
  }
  failure.action = null
  return 'ok'
}

export function* sendRefund(m: Model, nth: number, between: 'item' | undefined = undefined): Course {
  const repayment = m.repayments[nth] as Repayment
  if (repayment.status !== 'requested' && repayment.status !== 'sent') return 'ok'
  Object.assign(repayment, { status: 'sent', changed: m.now })
  if ((yield between) && between !== undefined) return 'ok'
  const { gateway } = payment(m, repayment.payment)
  const given = Object.values(gateway.refunds).reduce((sum, amount) => sum + amount, 0)
  if (gateway.refunds[nth] === undefined && gateway.status === 'captured' && gateway.amount >= given + repayment.toGateway)
    gateway.refunds[nth] = repayment.toGateway
  const isGiven = gateway.refunds[nth] !== undefined
  if ((yield between) && between !== undefined) return 'ok'
  if (repayment.status !== 'sent') return 'ok'
  repayment.status = isGiven ? 'settled' : 'failed'
  if (isGiven) customerOf(m, repayment.payment).credit += repayment.toCredit
  else (m.failures[repayment.failure] as Failure).action = null
  return 'ok'
}

export function capture(m: Model, key: string): string {
  const { gateway } = payment(m, key)
  if (gateway.status === 'held') gateway.status = 'captured'
  return 'ok'
}

export function release(m: Model, key: string): string {
  const { gateway } = payment(m, key)
  if (gateway.status === 'held') gateway.status = 'released'
  return 'ok'
}
