import { type RefusalCode, statusOfCode } from '@bestie/contracts/errors'

/** What a refusal says beyond its code: the present state on a 409, and where the rule comes from in words. */
export interface RefusalDetails {
  state?: string | undefined
  detail?: string | undefined
  payment_session_id?: string | undefined
  other_available?: boolean | undefined
  retry_after_seconds?: number | undefined
  fields?: { path: string; message: string }[] | undefined
}

/** A command that may not be carried out, told to the caller by a machine-readable code. Bugs stay ordinary errors. */
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
