import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables'
import { networkOf } from '../limits/network-of'
import { Refusal } from '../refusal'

/** Tries before waiting begins: a person mistypes a few times, and an office shares an address. */
const freeTries = { account: 5, address: 20 }
/** The first and the longest wait between two tries, in seconds. */
const [firstWait, longestWait] = [30, 900]

const subjectsOf = (email: string, address: string) => [`account:${email}`, `address:${networkOf(address)}`]

/**
 * Lets one guess at a secret through, by account and by address, and counts it beforehand, so that many at once are counted too. Past
 * the free tries each waits twice as long as the last, at most 15 minutes; a day without a try forgets. An unknown email counts alike.
 * Refuses `rate_limited` with `retry_after_seconds`.
 */
export async function countGuess(db: Kysely<Database>, email: string, address: string): Promise<void> {
  const { rows } = await sql<{ counted: number; wait: number }>`
    with given as (
      select subject, case when subject like 'account:%' then ${freeTries.account}::integer else ${freeTries.address}::integer end as free
      from unnest(${subjectsOf(email, address)}::text[]) as given (subject) order by subject
    ), counted as (
      insert into sign_in_guesses as g (subject, failures, last_failed_at)
      select subject, 1, clock_timestamp() from given
      on conflict (subject) do update set
        failures = case when g.last_failed_at < clock_timestamp() - interval '1 day' then 1 else g.failures + 1 end,
        last_failed_at = clock_timestamp(),
        blocked_until = clock_timestamp() + make_interval(secs => case
          when g.failures + 1 < (select free from given where given.subject = g.subject) then 0
          else least(${longestWait}::integer, ${firstWait}::integer * 2 ^ least(20, g.failures + 1 - (select free from given where given.subject = g.subject))) end)
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

/** One try was none: what was given was right, and more is asked for. */
export async function giveBackGuess(db: Kysely<Database>, email: string, address: string): Promise<void> {
  await sql`
    update sign_in_guesses set failures = greatest(0, failures - 1), blocked_until = '-infinity'
    where subject = any(${subjectsOf(email, address)}::text[])
  `.execute(db)
}

/** Whoever knew the secret is forgiven the tries before; their address is given this one back. */
export async function forgiveGuesses(db: Kysely<Database>, email: string, address: string): Promise<void> {
  const [account, from] = subjectsOf(email, address)
  await sql`delete from sign_in_guesses where subject = ${account}`.execute(db)
  await sql`
    update sign_in_guesses set failures = greatest(0, failures - 1), blocked_until = '-infinity' where subject = ${from}
  `.execute(db)
}
