import { createHash, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../ctx'
import { Refusal } from '../refusal'

const validMinutes = 10
/** Per destination: enough for a person whose messages arrive late, too little for guessing or for a bill. */
const mostPerTenMinutes = 5
const mostPerDay = 20

/** How a code is kept: bound to where it was sent, so that it opens nothing else. */
export function hashOfCode(destination: string, code: string): Buffer {
  return createHash('sha256').update(`${destination} ${code}`).digest()
}

/**
 * Sends a six-digit code, valid for 10 minutes and for one use, to a phone or an email address. A phone that nobody knows
 * becomes a customer when the code comes back; an email must be known, but the caller is not told which it was.
 * Refuses `rate_limited` after 5 codes in 10 minutes or 20 in a day.
 */
export async function requestCode(ctx: Ctx, destination: string): Promise<void> {
  const code = randomInt(1_000_000).toString().padStart(6, '0')
  const { rows } = await sql<{ id: string }>`
    insert into sign_in_codes (destination, code_hash, expires_at)
    select ${destination}, ${hashOfCode(destination, code)}, clock_timestamp() + make_interval(mins => ${validMinutes})
    from (
      select count(*) as day, count(*) filter (where created_at > clock_timestamp() - interval '10 minutes') as lately
      from sign_in_codes where destination = ${destination} and created_at > clock_timestamp() - interval '1 day'
    ) sent
    where sent.lately < ${mostPerTenMinutes} and sent.day < ${mostPerDay}
    returning id
  `.execute(ctx.db)
  if (rows.length === 0) throw new Refusal('rate_limited')
  if (destination.includes('@') && !(await isKnownEmail(ctx, destination))) return
  await ctx.codeSender.send({ to: destination, code, text: `${code} adalah kode masuk Bestie. Jangan berikan kepada siapa pun.` })
}

async function isKnownEmail(ctx: Ctx, email: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from customers where email = ${email} union all select 1 from mitras where email = ${email}
  `.execute(ctx.db)
  return rows.length > 0
}
