import { within } from '../within'
import type { PaymentGateway } from './payment-gateway'

/**
 * The same gateway, but a call that takes longer than `patience` ms rejects, though the
 * gateway may have carried it out. Meanwhile a timer, a sweep or a customer waits for it.
 */
export function withDeadline(gateway: PaymentGateway, patience: number): PaymentGateway {
  const inTime = <Answer>(call: Promise<Answer>) =>
    within(patience, call, 'the gateway does not answer; it may have done what it was asked')
  return {
    canHold: gateway.canHold,
    charge: (request) => inTime(gateway.charge(request)),
    look: (reference) => inTime(gateway.look(reference)),
    withdraw: (reference) => inTime(gateway.withdraw(reference)),
    capture: (reference) => inTime(gateway.capture(reference)),
    release: (reference) => inTime(gateway.release(reference)),
    refund: (request) => inTime(gateway.refund(request)),
  }
}
