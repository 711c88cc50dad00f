import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { sql } from 'kysely'
import type { Ctx } from '../../ctx'
import { transact } from '../../db/transact'
import { type Actor, audit } from '../audit'
import { readMitraProfile } from './read-mitras'

/** Changes the name that customers see, unless the mitra was erased. Repeating changes nothing. Refuses `not_found`. */
export async function renameMitra(ctx: Ctx, supervisor: Actor, mitraId: string, display_name: string): Promise<MitraProfile> {
  await transact(ctx, async (tx) => {
    const { rows } = await sql<{ before: string }>`
      update mitras m set display_name = ${display_name}
      from (select id, display_name from mitras where id = ${mitraId} and erased_at is null for no key update) old
      where m.id = old.id and old.display_name <> ${display_name} returning old.display_name as before
    `.execute(tx.db)
    const renamed = rows[0]
    if (renamed === undefined) return
    await audit(tx.db, supervisor, {
      action: 'rename_mitra',
      subject: `mitras/${mitraId}`,
      before: { display_name: renamed.before },
      after: { display_name },
    })
  })
  return await readMitraProfile(ctx, mitraId)
}
