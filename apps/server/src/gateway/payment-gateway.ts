/** What became of a charge at the gateway. `capture_id` names the capture, however often it is told. */
export type ChargeState =
  | { status: 'captured'; capture_id: string; amount: number }
  | { status: 'held'; amount: number }
  | { status: 'waiting'; pay_url: string }
  | { status: 'failed' }
  | { status: 'unknown' }

/** A company that takes customers' money. Amounts are rupiah; a `reference` is our payment session's id, the same for every retry. */
export interface PaymentGateway {
  /** Whether it can set an amount aside and take it later. One that cannot takes it at once. */
  readonly canHold: boolean
  /** Asks for an amount. Asking again under the same reference charges nothing more and tells the present state. */
  charge(request: { reference: string; amount: number; hold: boolean; returnUrl: string }): Promise<ChargeState>
  /** What the gateway itself says of a charge: nothing that merely claims to come from it is believed without this. */
  look(reference: string): Promise<ChargeState>
  /** Withdraws a charge that waits for the customer. Tells the state, which is `captured` where the customer was faster. */
  withdraw(reference: string): Promise<ChargeState>
  /** Takes what was held. */
  capture(reference: string): Promise<void>
  /** Lets go of what was held. */
  release(reference: string): Promise<void>
  /** Gives back part or all of what was captured. Asking again under the same `refundKey` gives back nothing more. */
  refund(request: { reference: string; amount: number; refundKey: string }): Promise<'settled' | 'failed'>
}
