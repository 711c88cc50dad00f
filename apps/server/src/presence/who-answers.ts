import type { Ctx } from '../ctx'
import { within } from '../within'

/** How long the probes of one page may take together, in ms; they run in parallel and each has 2 s. */
const patience = 3_000

/**
 * Which of these mitra answer a probe now. Only those with a socket are probed,
 * in parallel. A mitra missing from the result is unknown, not disconnected.
 */
export async function whoAnswers(ctx: Ctx, mitraIds: string[]): Promise<Map<string, boolean>> {
  const withSocket = await ctx.connected.among(mitraIds)
  const known = new Map<string, boolean>()
  const asking = mitraIds.map(async (id) => {
    if (withSocket !== undefined && !withSocket.has(id)) return known.set(id, false)
    try {
      const answers = await ctx.realtime.isConnected(id)
      // If nobody knows who has a socket elsewhere, silence here proves nothing.
      if (answers || withSocket !== undefined) known.set(id, answers)
    } catch (error) {
      ctx.log.warn({ err: error }, 'could not ask whether a mitra is connected')
    }
  })
  // Whoever has not answered by then stays unknown.
  await within(patience, Promise.all(asking), 'not all answered in time').catch(() => {})
  return new Map(known)
}
