import type { Ctx } from '../ctx'

/** How an accept went: undefined unless it won; else whose open cards it closed. */
export type Won = { others: ReadonlySet<string> } | undefined

/** For how long after a win this process still knows of it, in ms: the others' taps come within that time, if at all. */
const knownFor = 5_000

interface Attempt {
  running: Promise<Won>
  won: Won
}

const queues = new WeakMap<Ctx, Map<string, Attempt>>()

/**
 * Lets the accepts of one request that reach this process go one at a time. In the database each would wait for the same row with a
 * connection in its hand, and there are more mitra than connections. Answers `lost` to whoever's card a win here has closed: that is
 * final. Everybody else has their own `attempt`, which decides; this keeps nobody out.
 */
export async function inLine(
  ctx: Ctx,
  chatId: string,
  mitraId: string,
  attempt: () => Promise<Won>,
): Promise<'attempted' | 'lost'> {
  const queue = queues.get(ctx) ?? new Map<string, Attempt>()
  queues.set(ctx, queue)
  for (let before = queue.get(chatId); before !== undefined; before = queue.get(chatId)) {
    // One that fails has decided nothing.
    const won = before.won ?? (await before.running.catch(() => undefined))
    if (won?.others.has(mitraId)) return 'lost'
    if (won !== undefined || queue.get(chatId) === before) break
  }
  const own: Attempt = { running: attempt(), won: undefined }
  queue.set(chatId, own)
  const leave = () => {
    if (queue.get(chatId) === own) queue.delete(chatId)
  }
  try {
    own.won = await own.running
  } finally {
    if (own.won === undefined) leave()
    else setTimeout(leave, knownFor).unref()
  }
  return 'attempted'
}
