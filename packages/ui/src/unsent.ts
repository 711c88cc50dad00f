import { stored } from './stored'

/** The kinds of unsent texts: drafts, unsent messages, an unsent goodbye. */
const kinds = ['draft', 'outbox', 'goodbye'] as const

/**
 * The key of an unsent text in this browser, where it lies in clear. Each
 * person has their own keys, so that no text is shown to or sent as another.
 */
export const unsentKey = (storageKey: string, kind: (typeof kinds)[number], userId: string | undefined, of = '') =>
  `${storageKey}.${kind}.${userId}.${of}`

/**
 * Deletes the unsent texts from the browser when their writer's sign-in ends, for whatever reason.
 * A sign-in that is ended from afar is often that of a lost phone. The server's answer does not
 * distinguish it from one that expired after months, which leaves hardly anything unsent.
 */
export function forgetUnsent(storageKey: string, userId: string): void {
  for (const kind of kinds) for (const key of stored.keys(unsentKey(storageKey, kind, userId))) stored.remove(key)
}
