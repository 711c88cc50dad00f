-- A total over all of history reads an index from end to end, so that index must be small: where many rows have the same key,
-- PostgreSQL keeps the key once (but not beside INCLUDE columns). A million payments are 7 MB here, and 130 MB in the table.
create index idx_payment_sessions_kinds on payment_sessions (status, is_extension);
create index idx_chat_sessions_kinds on chat_sessions (status, request_type, topic_sensitivity);
create index idx_pairing_failures_kinds on pairing_failures (operator_action, cause_tag);
create index idx_audit_log_kinds on audit_log (action);

-- Leafing far back reads the order alone; what a period's figures need beside it is an index of its own.
drop index idx_chat_sessions_created;
create index idx_chat_sessions_created on chat_sessions (created_at desc, id desc);
create index idx_chat_sessions_figures on chat_sessions (created_at) include (status, started_at);
drop index idx_payment_sessions_created;
create index idx_payment_sessions_created on payment_sessions (created_at desc, id desc);
create index idx_payment_sessions_figures on payment_sessions (created_at) include (is_extension, confirmed_at, consumed_at);
