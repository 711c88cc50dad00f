import { z } from 'zod'
import { causeTag } from './states'
import { id, instant, rupiah, tableOf, writtenText } from './values'

export const operatorAction = z.enum(['refunded', 'credited', 'no_action'])

export const failedPairing = z.object({
  id,
  created_at: instant,
  payment_session_id: id.nullable(),
  chat_session_id: id.nullable(),
  customer: z.object({ id, call_name: z.string() }).nullable(),
  targeted_mitra: z.object({ id, display_name: z.string() }).nullable(),
  cause_tag: causeTag,
  amount: rupiah,
  operator_action: operatorAction.nullable(),
  actioned_by: z.string().nullable(),
  actioned_at: instant.nullable(),
})
export type FailedPairing = z.infer<typeof failedPairing>
export const failedPairings = tableOf(failedPairing)

export const decideBody = z.strictObject({ action: operatorAction, note: writtenText(1000).optional() })
export const reopenBody = z.strictObject({ reason: writtenText(1000) })

/** A day of Asia/Jakarta, both ends included. */
const day = z.iso.date()

export const failedPairingsQuery = z.strictObject({
  cause_tags: z
    .string()
    .transform((text) => text.split(',').filter((tag) => tag !== ''))
    .pipe(z.array(causeTag))
    .optional(),
  from: day.optional(),
  to: day.optional(),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
})

/** What operators tune: each key with what its text value must be. */
export const settings = {
  payment_session_timeout_minutes: { kind: 'whole', min: 1, max: 1440, default: '20' },
  returning_chat_confirmation_timeout_seconds: { kind: 'whole', min: 1, max: 600, default: '20' },
  extension_default_action_on_timeout: { kind: 'choice', of: ['auto_approve', 'auto_reject'], default: 'auto_approve' },
  pairing_blast_timeout_seconds: { kind: 'whole', min: 1, max: 3600, default: '60' },
  extension_timeout_seconds: { kind: 'whole', min: 1, max: 600, default: '10' },
  max_customers_per_mitra: { kind: 'whole', min: 1, max: 100, default: '3' },
  goodbye_window_seconds: { kind: 'whole', min: 1, max: 3600, default: '60' },
  early_end_customer_enabled: { kind: 'choice', of: ['true', 'false'], default: 'true' },
  early_end_mitra_enabled: { kind: 'choice', of: ['true', 'false'], default: 'true' },
  mitra_unreachable_minutes: { kind: 'whole', min: 1, max: 1440, default: '30' },
} as const satisfies Record<
  string,
  { default: string } & ({ kind: 'whole'; min: number; max: number } | { kind: 'choice'; of: readonly string[] })
>
export type SettingKey = keyof typeof settings

export const setting = z.object({ key: z.string(), value: z.string(), updated_at: instant, updated_by: z.string().nullable() })
export const settingsList = z.object({ items: z.array(setting) })

/** `{key: value}`; numbers and booleans are taken as their text. */
export const changeSettingsBody = z.record(
  z.string().max(64),
  z.union([z.string().max(64), z.number(), z.boolean()]).transform(String),
)
