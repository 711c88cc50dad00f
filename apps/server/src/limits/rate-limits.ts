import type { SettingKey } from '@bestie/contracts/operator-settings'
import type { Logger } from 'pino'
import type { Valkey } from '../bus/valkey'
import type { Metrics } from '../observe/metrics'
import { Refusal } from '../refusal'
import type { Settings } from '../settings'
import { openLimiter } from './limiter'

const tenMinutes = 600
const day = 86_400

/** The limits not counted in the database: each is a setting, or a share of one. One network must not use up everybody's day. */
const limits = {
  codes_per_address: { seconds: tenMinutes, setting: 'codes_per_address_in_10_minutes' },
  wrong_codes_per_address: { seconds: tenMinutes, setting: 'wrong_codes_per_address_in_10_minutes' },
  codes_per_day: { seconds: day, setting: 'codes_per_day' },
  codes_per_network_and_day: { seconds: day, setting: 'codes_per_day', share: 1 / 4 },
} as const satisfies Record<string, { seconds: number; setting: SettingKey; share?: number }>
export type LimitName = keyof typeof limits

/** Rate limits, across all processes. */
export interface RateLimits {
  /** Counts one attempt of this subject. Refuses `rate_limited` with `retry_after_seconds`. */
  take(name: LimitName, subject: string): Promise<void>
  /** Takes back an attempt that turned out not to count. */
  giveBack(name: LimitName, subject: string): Promise<void>
}

interface Parts {
  settings: Settings
  valkey: Valkey | undefined
  metrics: Metrics
  log: Logger
}

/** The limits that operators set; a change takes effect with the next attempt. */
export function openRateLimits({ settings, valkey, metrics, log }: Parts): RateLimits {
  const open = (name: LimitName) => {
    const { seconds, setting, share = 1 }: { seconds: number; setting: SettingKey; share?: number } = limits[name]
    return openLimiter(name, { seconds, most: () => Math.ceil(settings.whole(setting) * share), valkey, log })
  }
  const limiters = {
    codes_per_address: open('codes_per_address'),
    wrong_codes_per_address: open('wrong_codes_per_address'),
    codes_per_day: open('codes_per_day'),
    codes_per_network_and_day: open('codes_per_network_and_day'),
  }
  for (const limit of Object.keys(limits)) metrics.limited.inc({ limit }, 0)
  return {
    async take(name, subject) {
      const wait = await limiters[name].take(subject)
      if (wait === undefined) return
      metrics.limited.inc({ limit: name })
      throw new Refusal('rate_limited', { retry_after_seconds: wait })
    },
    giveBack: (name, subject) => limiters[name].giveBack(subject),
  }
}
