import type { Ctx } from '../ctx'

/** For how long after a win this process still knows of it, in ms: the others' taps come within that time, if at all. */
const knownFor = 5_000

const wins = new WeakMap<Ctx, Map<string, ReadonlySet<string>>>()

/** Keeps in mind that a request was won here, and whose open cards that closed: for them it is final. */
export function rememberWin(ctx: Ctx, chatId: string, others: string[]): void {
  const known = wins.get(ctx) ?? new Map()
  wins.set(ctx, known)
  known.set(chatId, new Set(others))
  setTimeout(() => known.delete(chatId), knownFor).unref()
}

/** Whether this mitra's card was closed by a win that is known here. The others' accepts are for the database to decide. */
export function hasLost(ctx: Ctx, chatId: string, mitraId: string): boolean {
  return wins.get(ctx)?.get(chatId)?.has(mitraId) ?? false
}
