-- Time-ordered ids: rows made together lie together in every index.
create function uuid_v7() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

-- People -----------------------------------------------------------------------------------------------------------

create table customers (
  id uuid primary key default uuid_v7(),
  phone text unique,
  email text unique,
  call_name text not null default 'Teman',
  language text not null default 'id' check (language in ('id', 'en')),
  credit_balance integer not null default 0 check (credit_balance >= 0),
  created_at timestamptz not null default now()
);

create table mitras (
  id uuid primary key default uuid_v7(),
  phone text unique,
  email text unique,
  display_name text not null default 'Bestie',
  language text not null default 'id' check (language in ('id', 'en')),
  is_online boolean not null default false,
  last_reached_at timestamptz not null default now(),
  suspended_at timestamptz,
  created_at timestamptz not null default now()
);
create index idx_mitras_online on mitras (id) where is_online and suspended_at is null;

create table operators (
  id uuid primary key default uuid_v7(),
  email text not null unique,
  role text not null check (role in ('operator', 'supervisor', 'admin')),
  password_hash text,
  created_at timestamptz not null default now()
);

-- Signing in: only hashes of tokens and codes are kept. ---------------------------------------------------------------

create table access_tokens (
  token_hash bytea primary key,
  user_id uuid not null,
  role text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index idx_access_tokens_user on access_tokens (user_id);
create index idx_access_tokens_expiry on access_tokens (expires_at);

create function tell_token_revoked() returns trigger language plpgsql as $$
begin
  perform pg_notify('token_revoked', encode(old.token_hash, 'hex'));
  return old;
end $$;
create trigger access_tokens_revoked after delete on access_tokens for each row execute function tell_token_revoked();

create table sign_in_codes (
  id uuid primary key default uuid_v7(),
  destination text not null,
  code_hash bytea not null,
  attempts integer not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index idx_sign_in_codes_destination on sign_in_codes (destination, created_at desc);

-- What the embedded sender of codes would have sent.
create table dev_outbox (
  id uuid primary key default uuid_v7(),
  destination text not null,
  code text,
  text text not null,
  created_at timestamptz not null default now()
);
create index idx_dev_outbox_destination on dev_outbox (destination, id desc);

-- Money --------------------------------------------------------------------------------------------------------------

create table pricing_tiers (
  id uuid primary key default uuid_v7(),
  kind text not null check (kind in ('chat', 'extension')),
  duration_minutes integer not null check (duration_minutes >= 1),
  amount integer not null check (amount >= 0),
  active boolean not null default true
);

create table payment_sessions (
  id uuid primary key default uuid_v7(),
  customer_id uuid not null references customers,
  amount integer not null check (amount >= 0),
  duration_minutes integer not null check (duration_minutes >= 1),
  status text not null default 'pending'
    check (status in ('pending', 'confirmed', 'consumed', 'failed_pairing', 'abandoned', 'expired')),
  is_free_trial boolean not null default false,
  is_extension boolean not null default false,
  extended_chat_session_id uuid,
  targeted_mitra_id uuid references mitras,
  topic_sensitivity text not null default 'regular' check (topic_sensitivity in ('regular', 'sensitive')),
  -- How much of the amount came out of the customer's credit; the gateway takes the rest.
  credit_amount integer not null default 0 check (credit_amount >= 0 and credit_amount <= amount),
  -- What was really taken. Null where no capture was ever recorded.
  charged_amount integer check (charged_amount >= 0),
  charge_requested_at timestamptz,
  pay_url text,
  -- The searching request or the pending extension that this payment is waiting for. Kept here so that the sweeper's guard is on the row it updates.
  open_request_id uuid,
  expires_at timestamptz not null default now() + interval '20 minutes',
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  consumed_at timestamptz,
  ended_at timestamptz,
  check (not (is_extension and is_free_trial))
);
create index idx_payment_sessions_customer on payment_sessions (customer_id, id desc);
create index idx_payment_sessions_open on payment_sessions (expires_at) where status in ('pending', 'confirmed');
-- One free trial per customer: delivered once for life, and only one open at a time.
create unique index payment_sessions_one_free_trial on payment_sessions (customer_id)
  where is_free_trial and status in ('pending', 'confirmed', 'consumed');

-- What the gateway told about captures, each once.
create table gateway_captures (
  capture_id text primary key,
  payment_session_id uuid not null references payment_sessions,
  amount integer not null check (amount >= 0),
  outcome text not null check (outcome in ('confirmed', 'unexpected')),
  created_at timestamptz not null default now()
);
create index idx_gateway_captures_payment on gateway_captures (payment_session_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table ledger_entries (
  id bigint generated always as identity primary key,
  transaction_id uuid not null,
  kind text not null check (kind in ('charge', 'hold', 'release', 'refund', 'credit')),
  account text not null check (account in ('gateway', 'gateway_held', 'held', 'sales', 'customer_credit', 'unexpected')),
  amount integer not null check (amount <> 0),
  payment_session_id uuid references payment_sessions,
  customer_id uuid references customers,
  created_at timestamptz not null default now()
);
create index idx_ledger_entries_payment on ledger_entries (payment_session_id);
create index idx_ledger_entries_transaction on ledger_entries (transaction_id);
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- The entries of one transaction arrive in one statement, so each statement must balance by itself.
create function check_ledger_balance() returns trigger language plpgsql as $$
begin
  if exists (select from added group by transaction_id having sum(amount) <> 0) then
    raise exception 'ledger transaction does not balance' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_entries_balance after insert on ledger_entries
  referencing new table as added for each statement execute function check_ledger_balance();

-- Requests and the chats they become ----------------------------------------------------------------------------------

create table chat_sessions (
  id uuid primary key default uuid_v7(),
  customer_id uuid not null references customers,
  mitra_id uuid references mitras,
  payment_session_id uuid references payment_sessions,
  request_type text not null default 'general' check (request_type in ('general', 'returning')),
  topic_sensitivity text not null default 'regular' check (topic_sensitivity in ('regular', 'sensitive')),
  status text not null default 'searching'
    check (status in ('searching', 'active', 'closing', 'completed', 'expired', 'rejected', 'cancelled')),
  duration_minutes integer not null default 30 check (duration_minutes >= 1),
  deadline_at timestamptz not null default now() + interval '60 seconds',
  window_seconds integer not null default 60,
  capacity_at_accept integer,
  started_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  ended_by text check (ended_by in ('timer', 'customer', 'mitra', 'operator', 'system')),
  pending_extension_id uuid,
  goodbye_deadline_at timestamptz,
  customer_goodbye_seq integer,
  mitra_goodbye_seq integer,
  completed_at timestamptz,
  last_seq integer not null default 0,
  created_at timestamptz not null default now(),
  check ((ended_by is not null) = (status not in ('searching', 'active'))),
  check (status not in ('active', 'closing', 'completed') or mitra_id is not null)
) with (fillfactor = 80);
create index idx_chat_sessions_mitra_status on chat_sessions (mitra_id, status) include (customer_id);
create index idx_chat_sessions_customer on chat_sessions (customer_id, id desc);
create index idx_chat_sessions_mitra on chat_sessions (mitra_id, id desc);
create index idx_chat_sessions_payment on chat_sessions (payment_session_id);
create index idx_chat_sessions_searching on chat_sessions (deadline_at) where status = 'searching';
create index idx_chat_sessions_active on chat_sessions (ends_at) where status = 'active';
create index idx_chat_sessions_closing on chat_sessions (goodbye_deadline_at) where status = 'closing';
create unique index chat_sessions_one_per_payment on chat_sessions (payment_session_id)
  where status in ('searching', 'active', 'closing', 'completed');
create unique index chat_sessions_one_search_per_customer on chat_sessions (customer_id) where status = 'searching';

create table chat_request_notifications (
  chat_session_id uuid not null references chat_sessions,
  mitra_id uuid not null references mitras,
  status text not null default 'sent' check (status in ('sent', 'accepted', 'declined', 'closed')),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (chat_session_id, mitra_id)
);
create index idx_chat_request_notifications_open on chat_request_notifications (mitra_id) where status = 'sent';

create table messages (
  id uuid not null default uuid_v7(),
  chat_session_id uuid not null references chat_sessions,
  seq integer not null check (seq >= 1),
  sender_role text not null check (sender_role in ('customer', 'mitra')),
  client_message_id text not null default uuid_v7()::text,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (chat_session_id, seq),
  constraint messages_sent_once unique (chat_session_id, sender_role, client_message_id)
);

create table chat_cursors (
  chat_session_id uuid not null references chat_sessions,
  reader_role text not null check (reader_role in ('customer', 'mitra')),
  delivered_seq integer not null default 0,
  read_seq integer not null default 0,
  primary key (chat_session_id, reader_role)
) with (fillfactor = 70);

create table extensions (
  id uuid primary key default uuid_v7(),
  chat_session_id uuid not null references chat_sessions,
  payment_session_id uuid not null unique references payment_sessions,
  duration_minutes integer not null check (duration_minutes >= 1),
  amount integer not null check (amount >= 0),
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'auto_approved', 'rejected', 'auto_rejected', 'safeguard_tripped')),
  timeout_seconds integer not null,
  default_action text not null check (default_action in ('auto_approve', 'auto_reject')),
  deadline_at timestamptz not null,
  decided_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index extensions_one_pending_per_chat on extensions (chat_session_id) where status = 'pending';
create index idx_extensions_pending on extensions (deadline_at) where status = 'pending';
create index idx_extensions_chat on extensions (chat_session_id);

-- What did not happen, for operators --------------------------------------------------------------------------------------

create table pairing_failures (
  id uuid primary key default uuid_v7(),
  payment_session_id uuid references payment_sessions,
  chat_session_id uuid references chat_sessions,
  customer_id uuid references customers,
  targeted_mitra_id uuid references mitras,
  cause_tag text not null check (cause_tag in (
    'no_mitra_available', 'all_mitras_rejected', 'payment_session_expired', 'customer_cancelled',
    'extension_rejected', 'extension_safeguard_tripped',
    'targeted_mitra_offline', 'targeted_mitra_at_capacity', 'targeted_mitra_rejected', 'targeted_mitra_timeout',
    'unexpected_capture')),
  amount integer not null default 0 check (amount >= 0),
  operator_action text check (operator_action in ('refunded', 'credited', 'no_action')),
  actioned_by uuid references operators,
  actioned_at timestamptz,
  created_at timestamptz not null default now(),
  check ((operator_action is null) = (actioned_at is null))
);
create index idx_pairing_failures_created on pairing_failures (created_at desc, id desc);
create index idx_pairing_failures_cause on pairing_failures (cause_tag, created_at desc, id desc);
create index idx_pairing_failures_payment on pairing_failures (payment_session_id);
create unique index pairing_failures_one_closing on pairing_failures (payment_session_id)
  where cause_tag in ('no_mitra_available', 'all_mitras_rejected', 'payment_session_expired', 'customer_cancelled',
    'extension_rejected', 'extension_safeguard_tripped');

-- What is given back to a customer, and from which failure row. A payment's own charge is repaid once, whichever row it comes from;
-- an unexpected capture is repaid from its own row.
create table repayments (
  id uuid primary key default uuid_v7(),
  payment_session_id uuid not null references payment_sessions,
  pairing_failure_id uuid not null references pairing_failures,
  kind text not null check (kind in ('refunded', 'credited')),
  of_unexpected boolean not null default false,
  gateway_amount integer not null check (gateway_amount >= 0),
  credit_amount integer not null check (credit_amount >= 0),
  status text not null check (status in ('requested', 'sent', 'settled', 'failed', 'withdrawn')),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create unique index repayments_once_per_payment on repayments (payment_session_id)
  where not of_unexpected and status in ('requested', 'sent', 'settled');
create unique index repayments_once_per_failure on repayments (pairing_failure_id) where status in ('requested', 'sent', 'settled');
create index idx_repayments_unsettled on repayments (changed_at) where status in ('requested', 'sent');

create table audit_log (
  id uuid primary key default uuid_v7(),
  actor_id uuid,
  actor_role text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  created_at timestamptz not null default now()
);
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();

-- Configuration: a change, however made, is told to every process. --------------------------------------------------------

create table app_config (
  key text primary key,
  value text not null,
  updated_at timestamptz not null default now(),
  updated_by uuid references operators
);
create function tell_config_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('config_changed', '');
  return null;
end $$;
create trigger app_config_changed after insert or update or delete on app_config
  for each statement execute function tell_config_changed();

insert into app_config (key, value) values
  ('payment_session_timeout_minutes', '20'),
  ('returning_chat_confirmation_timeout_seconds', '20'),
  ('extension_default_action_on_timeout', 'auto_approve'),
  ('pairing_blast_timeout_seconds', '60'),
  ('extension_timeout_seconds', '10'),
  ('max_customers_per_mitra', '3'),
  ('goodbye_window_seconds', '60'),
  ('early_end_customer_enabled', 'true'),
  ('early_end_mitra_enabled', 'true'),
  ('mitra_unreachable_minutes', '30');

-- Plumbing ------------------------------------------------------------------------------------------------------------------

-- Events written with the change they speak of; a row is gone once they were handed to the sockets.
create table undelivered_events (
  id uuid primary key default uuid_v7(),
  events json not null,
  created_at timestamptz not null default now()
);
-- They live for a moment: compressing a blast's thousand names costs more than writing them.
alter table undelivered_events alter column events set storage external;
create index idx_undelivered_events_created on undelivered_events (created_at);

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  -- The id of whatever the command makes: repeated after a crash, it makes the same thing.
  made_id uuid not null default uuid_v7(),
  status integer,
  response text,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idx_idempotency_keys_created on idempotency_keys (created_at);

-- Facts about this database, such as whether it holds the demo world.
create table installation (
  key text primary key,
  value text not null
);

-- The mock gateway's own books: another company's database in real life.
create schema mock_gateway;
create table mock_gateway.charges (
  reference uuid primary key,
  amount integer not null check (amount > 0),
  status text not null check (status in ('waiting', 'held', 'captured', 'released', 'failed')),
  return_url text,
  created_at timestamptz not null default now()
);

create table mock_gateway.refunds (
  refund_key text primary key,
  reference uuid not null references mock_gateway.charges,
  amount integer not null check (amount > 0),
  created_at timestamptz not null default now()
);
