import { stored } from './stored'

/** What is written and not sent yet: drafts, messages on their way, a goodbye on its way. */
const kinds = ['draft', 'outbox', 'goodbye'] as const

/** Where it lies in this browser, in clear: each person's apart, so that it is never shown to or sent as another. */
export const unsentKey = (storageKey: string, kind: (typeof kinds)[number], userId: string | undefined, of = '') =>
  `${storageKey}.${kind}.${userId}.${of}`

/**
 * Takes it out of the browser when its writer's sign-in ends, by whatever hand: one that is ended from afar is often that of a lost
 * phone, and the server's answer does not tell it from one that ran out after months, where hardly anything waits.
 */
export function forgetUnsent(storageKey: string, userId: string): void {
  for (const kind of kinds) for (const key of stored.keys(unsentKey(storageKey, kind, userId))) stored.remove(key)
}
