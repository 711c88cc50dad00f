import type { Ctx } from '../ctx'
import { askLateJoiners } from '../pairing/ask-late-joiners'

/** Asks a mitra who has finished a chat or come online for the requests that are searching now. */
export async function offerFreedMitra(ctx: Ctx, mitraId: string): Promise<void> {
  await askLateJoiners(ctx, { mitraId })
  ctx.availability.changed()
}
