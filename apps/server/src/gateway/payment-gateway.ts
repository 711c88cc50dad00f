/** The state of a charge at the gateway. `capture_id` identifies the capture, however often it is reported. */
export type ChargeState =
  | { status: 'captured'; capture_id: string; amount: number }
  | { status: 'held'; amount: number }
  | { status: 'waiting'; pay_url: string }
  | { status: 'failed' }
  | { status: 'unknown' }

/** A company that takes customers' money. Amounts are rupiah; `reference` is our payment session's id, also for every retry. */
export interface PaymentGateway {
  /** Whether it can hold an amount and capture it later. A gateway that cannot captures at once. */
  readonly canHold: boolean
  /** Requests an amount. Repeating with the same reference charges nothing more and returns the present state. */
  charge(request: { reference: string; amount: number; hold: boolean; returnUrl: string }): Promise<ChargeState>
  /** The gateway's own answer about a charge: no notification is believed without it. */
  look(reference: string): Promise<ChargeState>
  /** Withdraws a charge that waits for the customer. Returns its state, which is `captured` if the customer was faster. */
  withdraw(reference: string): Promise<ChargeState>
  /** Captures what was held. */
  capture(reference: string): Promise<void>
  /** Releases what was held. */
  release(reference: string): Promise<void>
  /** Refunds part or all of what was captured. Repeating with the same `refundKey` refunds nothing more. */
  refund(request: { reference: string; amount: number; refundKey: string }): Promise<'settled' | 'failed'>
}
