import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'
import type { Settings } from '../settings'

const perBatch = 500
/** A chat has many message rows, so a batch locks fewer chats. */
const chatsPerBatch = 20
/** Per sweep, so that a large backlog delays nothing else; the rest waits for the next sweep. */
const mostBatches = 20

/** One kind of data that is not kept for ever: how to forget one batch of it, oldest first, by an index on its age. */
interface Rule {
  of: string
  /** The setting with the number of days; data with its own expiry needs none. */
  days?: Parameters<Settings['whole']>[0]
  most: number
  /** Forgets at most `most`, and returns one row for each. */
  batch(before: RawBuilder<Date>, most: number): RawBuilder<unknown>
}

/** Every batch locks its rows and skips locked ones, so that two workers share the work and nobody waits long. */
const rules: Rule[] = [
  {
    of: 'messages',
    days: 'retention_messages_days',
    most: chatsPerBatch,
    batch: (before, most) => forgetWords(olderThan(before), most),
  },
  { of: 'comments', days: 'retention_messages_days', most: perBatch, batch: forgetComments },
  { of: 'messages_of_withdrawn', most: chatsPerBatch, batch: (_, most) => forgetWords(ofWithdrawn, most) },
  { of: 'sign_in_codes', days: 'retention_codes_days', most: perBatch, batch: deletion('sign_in_codes', 'id', 'created_at') },
  { of: 'outbox', days: 'retention_codes_days', most: perBatch, batch: deletion('dev_outbox', 'id', 'created_at') },
  { of: 'sign_ins', days: 'retention_sign_ins_days', most: perBatch, batch: deletion('access_tokens', 'id', 'created_at') },
  { of: 'audit_lines', days: 'retention_audit_days', most: perBatch, batch: deletion('audit_log', 'id', 'created_at') },
  { of: 'expired_tokens', most: perBatch, batch: deletion('access_tokens', 'id', 'expires_at') },
]

/** Forgets what is older than the settings allow, in small batches. Repeating changes nothing. */
export async function forgetWhatIsOld(ctx: Ctx): Promise<void> {
  for (const { of, days, most, batch } of rules) {
    // `now()`, not `clock_timestamp()`: with a constant time PostgreSQL reads the index only as far as needed.
    const before = sql<Date>`now() - make_interval(days => ${days === undefined ? 0 : ctx.settings.whole(days)}::integer)`
    let forgotten = 0
    for (let round = 0; round < mostBatches; round += 1) {
      const { rows } = await batch(before, most).execute(ctx.db)
      forgotten += rows.length
      if (rows.length < most) break
    }
    if (forgotten > 0) ctx.log.info({ of, forgotten }, 'forgot what was kept long enough')
  }
}

function deletion(table: string, key: string, age: string): Rule['batch'] {
  const [from, id, at] = [sql.table(table), sql.ref(key), sql.ref(age)]
  return (before, most) => sql`
    delete from ${from} where ${id} in (
      select ${id} from ${from} where ${at} < ${before} order by ${at} limit ${most} for update skip locked)
    returning ${id}
  `
}

/** A restricted customer's data is kept until the restriction is lifted. */
const isRestricted = sql<boolean>`exists (select from customers u where u.id = c.customer_id and u.restricted_at is not null)`

const olderThan = (before: RawBuilder<Date>) => sql<boolean>`
  k.created_at < ${before} and coalesce(c.completed_at, c.ended_at) < ${before}`

/** Chats of customers who withdrew their consent and did not give it again. */
const ofWithdrawn = sql<boolean>`c.customer_id in (
  select w.customer_id from consents w where w.withdrawn_at is not null
    and not exists (select from consents g where g.customer_id = w.customer_id and g.withdrawn_at is null))`

/** Destroys the keys and empties the messages of such chats once they are over. The rows stay, so that `seq` has no gap. */
function forgetWords(which: RawBuilder<boolean>, most: number): RawBuilder<unknown> {
  return sql`
    with old as materialized (
      select k.chat_session_id from chat_keys k join chat_sessions c on c.id = k.chat_session_id
      where ${which} and c.status not in ('searching', 'active', 'closing') and not ${isRestricted}
      order by k.created_at limit ${most} for update of k skip locked
    ), words as (
      update messages m set body = '', sealed = false from old where m.chat_session_id = old.chat_session_id
    )
    delete from chat_keys k using old where k.chat_session_id = old.chat_session_id returning k.chat_session_id
  `
}

function forgetComments(before: RawBuilder<Date>, most: number): RawBuilder<unknown> {
  return sql`
    update ratings set comment = null where chat_session_id in (
      select r.chat_session_id from ratings r join chat_sessions c on c.id = r.chat_session_id
      where r.comment is not null and r.created_at < ${before} and not ${isRestricted}
      order by r.created_at limit ${most} for update of r skip locked)
    returning chat_session_id
  `
}
