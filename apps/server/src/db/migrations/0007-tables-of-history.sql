-- The operators' tables page, sort, filter and count over history: each by an index that holds all that the question needs.

create index idx_payment_sessions_created on payment_sessions (created_at desc, id desc)
  include (status, is_extension, confirmed_at, consumed_at);
create index idx_payment_sessions_status on payment_sessions (status, created_at desc, id desc) include (is_extension);

create index idx_chat_sessions_created on chat_sessions (created_at desc, id desc)
  include (status, request_type, topic_sensitivity, payment_session_id, started_at);
create index idx_chat_sessions_status on chat_sessions (status, created_at desc, id desc) include (request_type, topic_sensitivity);
create index idx_chat_sessions_delivered on chat_sessions (mitra_id, started_at) where started_at is not null;

drop index idx_pairing_failures_created;
create index idx_pairing_failures_created on pairing_failures (created_at desc, id desc) include (cause_tag, operator_action);
create index idx_pairing_failures_undecided on pairing_failures (created_at desc, id desc) include (cause_tag) where operator_action is null;
create index idx_pairing_failures_customer on pairing_failures (customer_id, created_at desc, id desc);
create index idx_pairing_failures_chat on pairing_failures (chat_session_id);

create index idx_repayments_failure on repayments (pairing_failure_id, id desc);
create index idx_repayments_payment on repayments (payment_session_id);
create index idx_ledger_entries_sales on ledger_entries (created_at) include (kind, amount) where account = 'sales';
create index idx_ledger_entries_customer on ledger_entries (customer_id);

create index idx_customers_created on customers (created_at desc, id desc);
create index idx_customers_call_name on customers (lower(call_name) text_pattern_ops);
create index idx_customers_blocked on customers (created_at desc, id desc) where blocked_at is not null;
create index idx_customers_credit on customers (credit_balance) where credit_balance > 0;
