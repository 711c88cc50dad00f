import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { networkOf } from '../limits/network-of'
import { Refusal } from '../refusal'

/** Free tries before waiting begins: a person mistypes a few times, and an office shares an address. */
const freeTries = { account: 5, address: 20 }
/** The first and the longest wait between two tries, in seconds. */
const [firstWait, longestWait] = [30, 900]

const subjectsOf = (email: string, address: string) => [`account:${email}`, `address:${networkOf(address)}`]

/**
 * Allows one guess at a secret, by account and by address, and counts it first, so that concurrent
 * guesses count too. After the free tries each wait is twice the last, up to 15 minutes; a day without a
 * try resets the count. An unknown email is counted in the same way. Refuses `rate_limited` with `retry_after_seconds`.
 */
export async function countGuess(db: Kysely<Database>, email: string, address: string): Promise<void> {
  const { rows } = await sql<{ counted: number; wait: number }>`
    with given as (
      select subject, case when subject like 'account:%' then ${freeTries.account}::integer else ${freeTries.address}::integer end as free
      from unnest(${subjectsOf(email, address)}::text[]) as given (subject)
      -- What is refused is no guess: a colleague at the same address, or the owner of the account elsewhere, need not wait for it.
      where not exists (select from sign_in_guesses
        where subject = any(${subjectsOf(email, address)}::text[]) and blocked_until > clock_timestamp())
      order by subject
    ), counted as (
      insert into sign_in_guesses as g (subject, failures, last_failed_at)
      select subject, 1, clock_timestamp() from given
      on conflict (subject) do update set (failures, last_failed_at, blocked_until) = (
        select tries, clock_timestamp(), clock_timestamp() + make_interval(secs => case when tries < free then 0
          else least(${longestWait}::integer, ${firstWait}::integer * 2 ^ least(20, tries - free)) end)
        from given, lateral (
          select case when g.last_failed_at < clock_timestamp() - interval '1 day' then 1 else g.failures + 1 end as tries) this_one
        where given.subject = g.subject)
      where g.blocked_until <= clock_timestamp()
      returning g.subject
    )
    select (select count(*) from counted) as counted,
      coalesce((select ceil(extract(epoch from max(blocked_until) - clock_timestamp()))::integer
        from sign_in_guesses where subject = any(${subjectsOf(email, address)}::text[]) and blocked_until > clock_timestamp()), 0) as wait
  `.execute(db)
  const { counted, wait } = rows[0] as { counted: number; wait: number }
  if (counted < 2) throw new Refusal('rate_limited', { retry_after_seconds: Math.max(1, wait) })
}

/** Takes one guess back: the password was right and a second factor is still to come. */
export async function giveBackGuess(db: Kysely<Database>, email: string, address: string): Promise<void> {
  await sql`
    update sign_in_guesses set failures = greatest(0, failures - 1), blocked_until = '-infinity'
    where subject = any(${subjectsOf(email, address)}::text[])
  `.execute(db)
}

/** The secret was right: clears the account's guesses and takes this one back from the address. */
export async function forgiveGuesses(db: Kysely<Database>, email: string, address: string): Promise<void> {
  const [account, from] = subjectsOf(email, address)
  await sql`delete from sign_in_guesses where subject = ${account}`.execute(db)
  await sql`
    update sign_in_guesses set failures = greatest(0, failures - 1), blocked_until = '-infinity' where subject = ${from}
  `.execute(db)
}
