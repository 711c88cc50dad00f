import type { Ctx } from '../ctx'

/** How long this process remembers a win, in ms: the other mitra tap within that time, if at all. */
const knownFor = 5_000

const wins = new WeakMap<Ctx, Map<string, ReadonlySet<string>>>()

/** Remembers that a request was won here, and whose open cards that closed: for those mitra it is final. */
export function rememberWin(ctx: Ctx, chatId: string, others: string[]): void {
  const known = wins.get(ctx) ?? new Map()
  wins.set(ctx, known)
  known.set(chatId, new Set(others))
  setTimeout(() => known.delete(chatId), knownFor).unref()
}

/** Whether a win known here closed this mitra's card. The database decides all other accepts. */
export function hasLost(ctx: Ctx, chatId: string, mitraId: string): boolean {
  return wins.get(ctx)?.get(chatId)?.has(mitraId) ?? false
}
