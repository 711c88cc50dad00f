import { type RefusalCode, statusOfCode } from '@bestie/contracts/errors'

/** What a refusal says besides its code: on a 409 the present state, and in words where the rule comes from. */
export interface RefusalDetails {
  state?: string | undefined
  detail?: string | undefined
  payment_session_id?: string | undefined
  other_available?: boolean | undefined
  retry_after_seconds?: number | undefined
  fields?: { path: string; message: string }[] | undefined
}

/** A command that may not be carried out, reported to the caller as a machine-readable code. Bugs stay ordinary errors. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly details: RefusalDetails = {},
  ) {
    super(details.detail ?? code)
    this.name = 'Refusal'
  }

  get status(): number {
    return statusOfCode[this.code]
  }
}
