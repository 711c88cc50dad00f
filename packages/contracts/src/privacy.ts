import { z } from 'zod'
import { consentVersion } from './consent-version'
import { instant } from './values'

/** What a customer agreed to; null if they never agreed, or took it back. */
export const consent = z.object({
  /** The version of the consent text in force. */
  version: z.string(),
  given_version: z.string().nullable(),
  given_at: instant.nullable(),
  /** When consent was taken back; null while it is given. */
  withdrawn_at: instant.nullable(),
  /** How many days after a chat its messages are kept. */
  messages_kept_days: z.int(),
})
export type Consent = z.infer<typeof consent>

export const giveConsentBody = z.strictObject({ version: z.literal(consentVersion) })
