import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { Refusal } from '../../refusal'
import { type Actor, audit } from '../audit'
import { readMitraProfile } from './read-mitras'

/** Creates a mitra, who then signs in with a code to their phone or email. Refuses `contact_taken` if another mitra has it. */
export async function createMitra(
  ctx: Ctx,
  supervisor: Actor,
  wish: { display_name: string; phone?: string | undefined; email?: string | undefined },
): Promise<MitraProfile> {
  const id = await transact(ctx, async (tx) => {
    const made = await tx.db
      .insertInto('mitras')
      .values({ display_name: wish.display_name, phone: wish.phone ?? null, email: wish.email ?? null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made === undefined) throw new Refusal('contact_taken', { state: 'taken' })
    await audit(tx.db, supervisor, {
      action: 'create_mitra',
      subject: `mitras/${made.id}`,
      after: { display_name: wish.display_name },
    })
    return made.id
  })
  return await readMitraProfile(ctx, id)
}
