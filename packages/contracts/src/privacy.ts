import { z } from 'zod'
import { consentVersion } from './consent-version'
import { instant } from './values'

/** What a customer agreed to: null where they never did, or took it back. */
export const consent = z.object({
  /** The present text's. */
  version: z.string(),
  given_version: z.string().nullable(),
  given_at: instant.nullable(),
  /** When it was taken back, where it is not given now. */
  withdrawn_at: instant.nullable(),
  /** How long what was said is kept after a chat. */
  messages_kept_days: z.int(),
})
export type Consent = z.infer<typeof consent>

export const giveConsentBody = z.strictObject({ version: z.literal(consentVersion) })
