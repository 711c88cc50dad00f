import type { SettingKey } from '@bestie/contracts/operator'
import { type RawBuilder, sql } from 'kysely'
import type { Ctx } from '../ctx'

const perBatch = 500
/** A chat's words are many rows, so their locks are held for fewer of them. */
const chatsPerBatch = 20
/** In one sweep, so that a long past keeps nothing else waiting; the rest waits for the next. */
const mostBatches = 20

/** One kind of thing that is not kept for ever: how one batch of it goes, oldest first, by an index on its age. */
interface Rule {
  of: string
  /** The setting that says after how many days; things with a time of their own need none. */
  days?: SettingKey
  most: number
  /** Forgets at most `most`, and names each in a row. */
  batch(before: RawBuilder<Date>, most: number): RawBuilder<unknown>
}

/** Every batch locks what it takes and passes over what somebody else has locked: two workers share the work, and nobody waits long. */
const rules: Rule[] = [
  { of: 'messages', days: 'retention_messages_days', most: chatsPerBatch, batch: forgetWords },
  { of: 'comments', days: 'retention_messages_days', most: perBatch, batch: forgetComments },
  { of: 'sign_in_codes', days: 'retention_codes_days', most: perBatch, batch: deletion('sign_in_codes', 'id', 'created_at') },
  { of: 'outbox', days: 'retention_codes_days', most: perBatch, batch: deletion('dev_outbox', 'id', 'created_at') },
  { of: 'sign_ins', days: 'retention_sign_ins_days', most: perBatch, batch: deletion('access_tokens', 'id', 'created_at') },
  { of: 'audit_lines', days: 'retention_audit_days', most: perBatch, batch: deletion('audit_log', 'id', 'created_at') },
  { of: 'expired_tokens', most: perBatch, batch: deletion('access_tokens', 'id', 'expires_at') },
]

/** Forgets what is older than the settings allow, in small batches. Again changes nothing. */
export async function forgetWhatIsOld(ctx: Ctx): Promise<void> {
  for (const { of, days, most, batch } of rules) {
    // Not the running clock: by a time that stands still an index is read only as far as needed.
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

/** What was said in chats that were over by then: the key goes, and the words with it. The rows stay, for a chat's numbers have no gap. */
function forgetWords(before: RawBuilder<Date>, most: number): RawBuilder<unknown> {
  return sql`
    with old as materialized (
      select k.chat_session_id from chat_keys k join chat_sessions c on c.id = k.chat_session_id
      where k.created_at < ${before} and c.status not in ('searching', 'active', 'closing')
        and coalesce(c.completed_at, c.ended_at) < ${before}
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
      select chat_session_id from ratings where comment is not null and created_at < ${before}
      order by created_at limit ${most} for update skip locked)
    returning chat_session_id
  `
}
