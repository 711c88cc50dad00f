import { z } from 'zod'
import { extensionDefault } from './states'
import { instant, listOf } from './values'

/** The settings that operators tune: each key with the rule for its text value. */
export const settings = {
  payment_session_timeout_minutes: { kind: 'whole', min: 1, max: 1440, default: '20' },
  returning_chat_confirmation_timeout_seconds: { kind: 'whole', min: 1, max: 600, default: '20' },
  extension_default_action_on_timeout: { kind: 'choice', of: extensionDefault.options, default: 'auto_approve' },
  pairing_blast_timeout_seconds: { kind: 'whole', min: 1, max: 3600, default: '60' },
  extension_timeout_seconds: { kind: 'whole', min: 1, max: 600, default: '10' },
  max_customers_per_mitra: { kind: 'whole', min: 1, max: 100, default: '3' },
  goodbye_window_seconds: { kind: 'whole', min: 1, max: 3600, default: '60' },
  early_end_customer_enabled: { kind: 'choice', of: ['true', 'false'], default: 'true' },
  early_end_mitra_enabled: { kind: 'choice', of: ['true', 'false'], default: 'true' },
  mitra_unreachable_minutes: { kind: 'whole', min: 1, max: 1440, default: '30' },
  codes_per_address_in_10_minutes: { kind: 'whole', min: 10, max: 1_000_000, default: '3000' },
  wrong_codes_per_address_in_10_minutes: { kind: 'whole', min: 10, max: 1_000_000, default: '500' },
  codes_per_day: { kind: 'whole', min: 100, max: 10_000_000, default: '20000' },
  retention_messages_days: { kind: 'whole', min: 1, max: 3650, default: '365' },
  retention_codes_days: { kind: 'whole', min: 1, max: 90, default: '7' },
  retention_sign_ins_days: { kind: 'whole', min: 1, max: 90, default: '90' },
  retention_audit_days: { kind: 'whole', min: 365, max: 3650, default: '1825' },
} as const satisfies Record<
  string,
  { default: string } & ({ kind: 'whole'; min: number; max: number } | { kind: 'choice'; of: readonly string[] })
>
export type SettingKey = keyof typeof settings

/** Whether there is such a setting; `toString` and the like, which every object has, are none. */
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settings, key)

/** What a value must be: a whole number within bounds, or one of a few words. */
const settingRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), min: z.int(), max: z.int() }),
  z.object({ kind: z.literal('choice'), of: z.array(z.string()) }),
])

/**
 * A setting: its value and default, its rule, who changed it last,
 * and from what. A key that the server does not know has no rule.
 */
export const setting = z.object({
  key: z.string(),
  value: z.string(),
  default: z.string().nullable(),
  rule: settingRule.nullable(),
  updated_at: instant,
  updated_by: z.string().nullable(),
  /** The value before the last change by an operator; null before the first change. */
  changed_from: z.string().nullable(),
})
export type Setting = z.infer<typeof setting>
export const settingsList = listOf(setting)
export type SettingsList = z.infer<typeof settingsList>

/** The last 50 changes of one setting, newest first. */
export const settingHistory = listOf(
  z.object({
    changed_at: instant,
    changed_by: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
)

/** `{key: value}`; numbers and booleans are converted to text. */
export const changeSettingsBody = z.record(
  z.string().max(64),
  z.union([z.string().max(64), z.number(), z.boolean()]).transform(String),
)
