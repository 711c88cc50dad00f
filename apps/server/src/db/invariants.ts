import { closingCauses } from '@bestie/contracts/states'
import { type RawBuilder, sql } from 'kysely'

/** A query that finds violations; `check` and every test scenario expect no rows. */
interface Invariant {
  name: string
  query: RawBuilder<unknown>
}

const closing = sql`(${sql.join(closingCauses.map((cause) => sql.lit(cause)))})`
const delivered = sql`('active', 'closing', 'completed')`
const live = sql`('active', 'closing')`

/** What must always be true, numbered as in docs/invariants.md; 12 and 13 are tests. The grace of two sweeps is two minutes. */
export const invariants: Invariant[] = [
  {
    name: '1  at most one live chat, searching request and delivered chat per payment; one search per customer',
    query: sql`
      select 'payment' as of, payment_session_id as id from chat_sessions where payment_session_id is not null
      group by payment_session_id
      having count(*) filter (where status in ${live}) > 1 or count(*) filter (where status = 'searching') > 1
        or count(*) filter (where status in ${delivered}) > 1
      union all
      select 'customer', customer_id from chat_sessions where status = 'searching' group by customer_id having count(*) > 1`,
  },
  {
    name: '2  consumed means exactly one delivered chat, and a live chat has a consumed payment',
    query: sql`
      select p.id, p.status from payment_sessions p
      where not p.is_extension
        and (p.status = 'consumed') <> ((
          select count(*) from chat_sessions c where c.payment_session_id = p.id and c.status in ${delivered}) = 1)
      union all
      select p.id, p.status from chat_sessions c join payment_sessions p on p.id = c.payment_session_id
      where c.status in ${live} and p.status <> 'consumed'`,
  },
  {
    name: '3  no accept above the capacity of its moment',
    query: sql`
      select c.id from chat_sessions c
      where c.status in ${delivered} and c.capacity_at_accept is not null and c.capacity_at_accept < (
        select count(distinct o.customer_id) from chat_sessions o
        where o.mitra_id = c.mitra_id and o.status in ${delivered} and o.started_at <= c.started_at
          -- A past chat that was put in by hand has no instant of completion.
          and (o.status in ${live} or coalesce(o.completed_at, o.ended_at) > c.started_at))`,
  },
  {
    name: '4  a payment that failed, or expired after it was confirmed, has exactly one closing failure row',
    query: sql`
      select p.id, p.status from payment_sessions p
      where (p.status = 'failed_pairing' or (p.status = 'expired' and p.confirmed_at is not null)) <> (1 = (
        select count(*) from pairing_failures f where f.payment_session_id = p.id and f.cause_tag in ${closing}))`,
  },
  {
    name: '5  no confirmed payment without a search or an open extension past its expiry and two sweeps',
    query: sql`
      select p.id from payment_sessions p
      where p.status = 'confirmed' and p.expires_at < clock_timestamp() - interval '2 minutes'
        and not exists (select from chat_sessions c where c.payment_session_id = p.id and c.status = 'searching')
        and not exists (select from extensions e where e.payment_session_id = p.id and e.status = 'pending')`,
  },
  {
    name: '6a every charge has exactly one outcome',
    query: sql`
      select l.payment_session_id from ledger_entries l join payment_sessions p on p.id = l.payment_session_id
      where l.kind = 'charge' and l.account = 'sales' and p.status <> 'confirmed' and 1 <> (
        (select count(*) from chat_sessions c where c.payment_session_id = p.id and c.status in ${delivered})
        + (select count(*) from extensions e where e.payment_session_id = p.id and e.status in ('approved', 'auto_approved'))
        + (select count(*) from pairing_failures f where f.payment_session_id = p.id and f.cause_tag in ${closing}))
      union all
      select l.payment_session_id from ledger_entries l
      where l.kind = 'charge' and l.account = 'unexpected'
      group by l.payment_session_id
      having count(distinct l.transaction_id) <> (
        select count(*) from pairing_failures f
        where f.payment_session_id = l.payment_session_id and f.cause_tag = 'unexpected_capture')`,
  },
  {
    name: '6b the ledger balances to zero',
    query: sql`select transaction_id, sum(amount) from ledger_entries group by transaction_id having sum(amount) <> 0`,
  },
  {
    name: '6c repayments never exceed charges, and charged is the price',
    query: sql`
      select payment_session_id from ledger_entries
      where account in ('sales', 'unexpected')
      group by payment_session_id, account
      having coalesce(sum(amount) filter (where kind in ('refund', 'credit')), 0)
        > coalesce(-sum(amount) filter (where kind = 'charge'), 0)
      union all
      select p.id from payment_sessions p join ledger_entries l on l.payment_session_id = p.id
      where l.kind = 'charge' and l.account = 'sales' group by p.id, p.amount having -sum(l.amount) <> p.amount`,
  },
  {
    name: '6d a customer has the credit that the ledger says',
    query: sql`
      select c.id from customers c
      where c.credit_balance <> coalesce((
        select -sum(l.amount) from ledger_entries l where l.customer_id = c.id and l.account = 'customer_credit'), 0)`,
  },
  {
    name: '7  nothing was accepted, approved or declined at or after its deadline',
    query: sql`
      select id from chat_sessions where status in ${delivered} and started_at >= deadline_at
      union all
      select n.chat_session_id from chat_request_notifications n join chat_sessions c on c.id = n.chat_session_id
      where n.status = 'declined' and n.ended_at >= c.deadline_at
      union all
      select id from extensions where status in ('approved', 'rejected') and decided_at >= deadline_at`,
  },
  {
    name: '8  a free trial is delivered at most once per customer',
    query: sql`
      select p.customer_id from payment_sessions p join chat_sessions c on c.payment_session_id = p.id
      where p.is_free_trial and c.status in ${delivered} group by p.customer_id having count(*) > 1`,
  },
  {
    name: '9  a chat is with a mitra who was asked in that request; a returning one with the targeted mitra',
    query: sql`
      select c.id from chat_sessions c
      where c.status in ${delivered} and c.payment_session_id is not null and not exists (
        select from chat_request_notifications n
        where n.chat_session_id = c.id and n.mitra_id = c.mitra_id and n.status = 'accepted')
      union all
      select c.id from chat_sessions c join payment_sessions p on p.id = c.payment_session_id
      where c.request_type = 'returning' and c.status in ${delivered} and c.mitra_id is distinct from p.targeted_mitra_id
      union all
      select n.chat_session_id from chat_request_notifications n
      where not exists (select from chat_sessions c where c.id = n.chat_session_id)
        or not exists (select from mitras m where m.id = n.mitra_id)`,
  },
  {
    name: '10 one pending extension per chat; approved means charged and added once, rejected means neither',
    query: sql`
      select chat_session_id as id from extensions where status = 'pending' group by chat_session_id having count(*) > 1
      union all
      select e.id from extensions e
      where e.amount > 0 and (e.status in ('approved', 'auto_approved')) <> (1 = (
        select count(distinct l.transaction_id) from ledger_entries l
        where l.payment_session_id = e.payment_session_id and l.kind = 'charge' and l.account = 'sales'))
        and e.status <> 'pending'
        and not exists (select from ledger_entries l where l.payment_session_id = e.payment_session_id and l.kind = 'refund')
      union all
      -- Time that was added twice or not at all is whole minutes; an end that an operator moved by hand is not. A chat that was put
      -- in by hand, which nobody accepted, need not know its duration.
      select c.id from chat_sessions c
      where c.status in ${delivered} and c.capacity_at_accept is not null and extract(epoch from c.ends_at - c.started_at) % 60 = 0
        and c.ends_at <> c.started_at + make_interval(mins => c.duration_minutes + coalesce((
          select sum(e.duration_minutes)::integer from extensions e
          where e.chat_session_id = c.id and e.status in ('approved', 'auto_approved')), 0))`,
  },
  {
    name: '11 messages are numbered without a gap, and none came after the chat closed',
    query: sql`
      select chat_session_id from messages group by chat_session_id having count(*) <> max(seq) or min(seq) <> 1
      union all
      select c.id from chat_sessions c where c.last_seq <> (select count(*) from messages m where m.chat_session_id = c.id)
      union all
      select m.chat_session_id from messages m join chat_sessions c on c.id = m.chat_session_id
      where c.ended_at is not null and m.created_at > c.ended_at
        and m.seq is distinct from c.customer_goodbye_seq and m.seq is distinct from c.mitra_goodbye_seq`,
  },
  {
    name: '14 ended_by is set exactly when the status is neither searching nor active',
    query: sql`select id from chat_sessions where (ended_by is not null) <> (status not in ('searching', 'active'))`,
  },
  {
    name: '   no open card of a request that is over',
    query: sql`
      select n.chat_session_id, n.mitra_id from chat_request_notifications n join chat_sessions c on c.id = n.chat_session_id
      where n.status = 'sent' and c.status <> 'searching'`,
  },
]
