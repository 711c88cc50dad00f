import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { Ctx } from '../ctx'

/** For how long one read of the database answers further scrapes, in ms. */
const freshFor = 5_000

const figures = {
  bestie_searching: 'Requests that are searching.',
  bestie_live_chats: 'Chats that are active or closing.',
  bestie_mitra_online: 'Mitra who are switched on.',
  bestie_overdue_windows: 'Windows that should have been closed two sweeps ago: timers are not running.',
  bestie_open_failures: 'Failures whose money waits for the decision of an operator.',
  bestie_oldest_open_failure_seconds: 'How long the oldest of them has waited.',
  bestie_open_refunds: 'Refunds that are requested or sent, and not settled.',
  bestie_oldest_open_refund_seconds: 'How long ago the oldest of them was requested.',
  bestie_jobs_waiting: 'Jobs whose time has come and that no worker has taken.',
  bestie_jobs_given_up: 'Jobs that failed so often that they are tried no more.',
  bestie_undelivered_events: 'Events that were committed and not yet delivered.',
} as const

/** The state of the business and of the queues. It is the same from every process, so only the internal role reports it. */
export function businessMetrics(ctx: Ctx): void {
  let found: Partial<Record<keyof typeof figures, number>> = {}
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    if (performance.now() - readAt < freshFor) return
    const sweeps = (2 * ctx.env.sweepMs) / 1000
    const { rows } = await sql<typeof found>`
      select
        (select count(*) from chat_sessions where status = 'searching') as bestie_searching,
        (select count(*) from chat_sessions where status in ('active', 'closing')) as bestie_live_chats,
        (select count(*) from mitras where is_online) as bestie_mitra_online,
        (select count(*) from chat_sessions
          where status = 'searching' and deadline_at < clock_timestamp() - make_interval(secs => ${sweeps}))
        + (select count(*) from chat_sessions where status = 'active' and pending_extension_id is null
          and ends_at < clock_timestamp() - make_interval(secs => ${sweeps}))
        + (select count(*) from chat_sessions
          where status = 'closing' and goodbye_deadline_at < clock_timestamp() - make_interval(secs => ${sweeps}))
        + (select count(*) from extensions
          where status = 'pending' and deadline_at < clock_timestamp() - make_interval(secs => ${sweeps})) as bestie_overdue_windows,
        owed.count as bestie_open_failures,
        coalesce(extract(epoch from clock_timestamp() - owed.oldest), 0) as bestie_oldest_open_failure_seconds,
        refunds.count as bestie_open_refunds,
        coalesce(extract(epoch from clock_timestamp() - refunds.oldest), 0) as bestie_oldest_open_refund_seconds,
        (select count(*) from graphile_worker._private_jobs
          where run_at <= now() and locked_at is null and attempts < max_attempts) as bestie_jobs_waiting,
        -- A job whose place a later timer took while it ran has neither key nor error, and nothing left to do.
        (select count(*) from graphile_worker._private_jobs
          where attempts >= max_attempts and (key is not null or last_error is not null)) as bestie_jobs_given_up,
        (select count(*) from undelivered_events) as bestie_undelivered_events
      -- A targeted cause leaves its payment open: the money has bought a chat since, or waits under the cause that closed it.
      from (select count(*), min(created_at) as oldest from pairing_failures
        where operator_action is null and amount > 0 and cause_tag not like 'targeted%') owed,
        (select count(*), min(created_at) as oldest from repayments where status in ('requested', 'sent')) refunds
    `.execute(ctx.db)
    found = rows[0] ?? {}
    readAt = performance.now()
  }

  for (const [name, help] of Object.entries(figures) as [keyof typeof figures, string][]) {
    new Gauge({
      name,
      help,
      registers: [ctx.metrics.registry],
      async collect() {
        reading ??= read().finally(() => {
          reading = undefined
        })
        // While the database is away, this figure is left out: an old one would mislead. The process's own are still reported.
        const isKnown = await reading.then(
          () => true,
          () => false,
        )
        if (isKnown) this.set(Number(found[name] ?? 0))
        else this.remove()
      },
    })
  }
}
