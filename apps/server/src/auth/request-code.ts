import { createHash, randomInt } from 'node:crypto'
import { codeDigits, codeValidMinutes } from '@bestie/contracts/limits'
import { type Kysely, sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Database } from '../db/tables'
import { transact } from '../db/transact'
import { networkOf } from '../limits/network-of'
import type { LimitName } from '../limits/rate-limits'
import { Refusal } from '../refusal'

/** Per destination: enough for a person whose messages arrive late, too few for guessing or for a large bill. */
const mostPerTenMinutes = 5
const mostPerDay = 20
/** The subject under which all codes of a day are counted. */
const everyone = 'everyone'

/** How a code is stored: bound to its destination, so that it opens nothing else. */
export function hashOfCode(destination: string, code: string): Buffer {
  return createHash('sha256').update(`${destination} ${code}`).digest()
}

/** Six digits, each code equally likely, from the system's random source. */
export function newCode(): string {
  return randomInt(10 ** codeDigits)
    .toString()
    .padStart(codeDigits, '0')
}

/**
 * Sends a six-digit code, valid for 10 minutes and for one use, to a phone or an email address, on a request from `address`. An
 * unknown phone becomes a customer when the code comes back; an email must be known, but the caller does not learn whether it
 * is. Refuses `rate_limited` with `retry_after_seconds`: after 5 unused codes in 10 minutes or 20 in a day to one destination, and
 * after as many as the settings allow to one address in 10 minutes, to one network in a day (a quarter of `codes_per_day`), and to
 * everyone in a day.
 */
export async function requestCode(ctx: Ctx, destination: string, address: string): Promise<void> {
  await ctx.rateLimits.take('codes_per_address', networkOf(address))
  const code = newCode()
  // Only codes that were sent count towards the day.
  await counted(ctx, 'codes_per_network_and_day', networkOf(address), () =>
    counted(ctx, 'codes_per_day', everyone, () => keepCode(ctx, destination, code)),
  )
  const isWanted = !destination.includes('@') || (await isKnownEmail(ctx.db, destination))
  const text = `${code} adalah kode masuk Bestie. Jangan berikan kepada siapa pun.`
  await ctx.codeSender.send({ to: destination, code, text, isWanted })
}

/** Runs `doIt` if the limit allows; gives the attempt back if it fails. */
async function counted(ctx: Ctx, limit: LimitName, subject: string, doIt: () => Promise<void>): Promise<void> {
  await ctx.rateLimits.take(limit, subject)
  await doIt().catch(async (error) => {
    await ctx.rateLimits.giveBack(limit, subject)
    throw error
  })
}

async function keepCode(ctx: Ctx, destination: string, code: string): Promise<void> {
  await transact(ctx, async ({ db }) => {
    // Requests for one destination queue up here, so that concurrent ones are counted one after another.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`code ${destination}`}, 0))`.execute(db)
    const { rows } = await sql<{ wait: number | null }>`
      with sent as (
        -- Used codes do not count: a person who signs in with every code is not guessing, and causes no bill for nothing.
        select created_at, row_number() over (order by created_at desc) as place from sign_in_codes where destination = ${destination}
        and used_at is null and created_at > clock_timestamp() - interval '1 day'
      )
      select ceil(extract(epoch from max(created_at + case place when ${mostPerDay} then interval '1 day' else interval '10 minutes' end)
        - clock_timestamp()))::integer as wait
      from sent where place in (${mostPerTenMinutes}, ${mostPerDay})
    `.execute(db)
    const wait = rows[0]?.wait ?? 0
    if (wait > 0) throw new Refusal('rate_limited', { retry_after_seconds: wait })
    await sql`
      insert into sign_in_codes (destination, code_hash, expires_at)
      values (${destination}, ${hashOfCode(destination, code)}, clock_timestamp() + make_interval(mins => ${codeValidMinutes}))
    `.execute(db)
  })
}

async function isKnownEmail(db: Kysely<Database>, email: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from customers where email = ${email} union all select 1 from mitras where email = ${email}
  `.execute(db)
  return rows.length > 0
}
