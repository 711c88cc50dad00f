import { setTimeout as sleep } from 'node:timers/promises'
import { settings as known, type SettingKey } from '@bestie/contracts/operator-settings'
import type { ExtensionDefault } from '@bestie/contracts/states'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { ConfigInvalidations } from './bus/config-invalidations'
import type { Notifications } from './db/notifications'
import type { Database } from './db/tables'

type KeyWith<Rule> = { [Key in SettingKey]: (typeof known)[Key] extends Rule ? Key : never }[SettingKey]

/** What operators tune, read live. Any change, however made, takes effect in every process within a second. */
export interface Settings {
  /** A whole number, in the unit that the key names. */
  whole(key: KeyWith<{ kind: 'whole' }>): number
  flag(key: KeyWith<{ of: readonly ['true', 'false'] }>): boolean
  extensionDefaultAction(): ExtensionDefault
  reload(): Promise<void>
  /** Tells listeners outside the database that these settings changed. */
  announce(keys: string[]): void
  onChange(handler: () => void): void
}

/** A change is reported once. If it cannot be read: how often to try again, and how long after each failure, in ms. */
const [mostTries, retryAfter] = [20, 250]

/** Reads `app_config` at the start, whenever the database or `invalidations` reports a change, and after every reconnection. */
export async function loadSettings(
  db: Kysely<Database>,
  notifications: Notifications,
  invalidations: ConfigInvalidations | undefined,
  log: Logger,
): Promise<Settings> {
  let values = new Map<string, string>()
  const handlers: (() => void)[] = []
  let asked = 0
  let answered = 0

  async function reload(): Promise<void> {
    const mine = ++asked
    const rows = await db.selectFrom('app_config').select(['key', 'value']).execute()
    // Two connections may answer out of order: an older answer never replaces a newer one.
    if (mine < answered) return
    answered = mine
    values = new Map(rows.map((row) => [row.key, row.value]))
    for (const handler of handlers) handler()
  }
  /** Tries for about 5 s. A database that is away for longer comes back with a reconnection, and so with another reload. */
  async function reloadAtLast(left = mostTries): Promise<void> {
    try {
      await reload()
    } catch (error) {
      log.error({ err: error, left }, 'could not reload the settings')
      if (left === 0) return
      await sleep(retryAfter, undefined, { ref: false })
      await reloadAtLast(left - 1)
    }
  }
  const reloadSoon = () => void reloadAtLast()
  notifications.on('config_changed', reloadSoon)
  notifications.onReconnected(reloadSoon)
  invalidations?.on(reloadSoon)
  await reload()

  const text = (key: SettingKey): string => values.get(key) ?? known[key].default
  return {
    // A value set in SQL may be out of bounds, but is always a whole number that fits PostgreSQL's integer.
    whole: (key) => Number(/^\d{1,9}$/.test(text(key)) ? text(key) : known[key].default),
    flag: (key) => text(key) === 'true',
    extensionDefaultAction: () =>
      text('extension_default_action_on_timeout') === 'auto_reject' ? 'auto_reject' : 'auto_approve',
    reload,
    announce: (keys) => keys.forEach((key) => void invalidations?.announce(key)),
    onChange: (handler) => void handlers.push(handler),
  }
}
