import type pg from 'pg'

/** Lets this many seconds pass, by moving every stored instant of these people back. */
export async function passTime(pool: pg.Pool, customers: string[], mitras: string[], seconds: number): Promise<void> {
  await pool.query(passing, [customers, mitras, seconds])
}

const back = (columns: string[]) => columns.map((column) => `${column} = ${column} - make_interval(secs => $3)`).join(', ')
const passing = `
  with payment as (update payment_sessions set ${back(['expires_at', 'created_at', 'confirmed_at', 'consumed_at', 'ended_at', 'charge_requested_at'])}
      where customer_id = any($1)),
    chat as (update chat_sessions set ${back(['deadline_at', 'created_at', 'started_at', 'ends_at', 'ended_at', 'goodbye_deadline_at', 'completed_at'])}
      where customer_id = any($1)),
    card as (update chat_request_notifications set ${back(['created_at', 'ended_at'])} where mitra_id = any($2)),
    extension as (update extensions set ${back(['deadline_at', 'decided_at', 'created_at'])}
      where chat_session_id in (select id from chat_sessions where customer_id = any($1))),
    message as (update messages set ${back(['created_at'])}
      where chat_session_id in (select id from chat_sessions where customer_id = any($1))),
    failure as (update pairing_failures set ${back(['created_at', 'actioned_at'])} where customer_id = any($1)),
    repayment as (update repayments set ${back(['created_at', 'changed_at'])}
      where payment_session_id in (select id from payment_sessions where customer_id = any($1))),
    mitra as (update mitras set ${back(['last_reached_at'])} where id = any($2))
  update graphile_worker._private_jobs set run_at = run_at - make_interval(secs => $3)`
