-- What all migrations together make. Read it, do not run it: `npm run schema` writes it anew.

create table access_tokens (
  token_hash bytea not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  id uuid not null default uuid_v7(),
  last_used_at timestamp with time zone,
  address text,
  user_agent text,
  constraint access_tokens_pkey PRIMARY KEY (token_hash)
);
CREATE UNIQUE INDEX access_tokens_id ON access_tokens USING btree (id);
CREATE INDEX idx_access_tokens_created ON access_tokens USING btree (created_at);
CREATE INDEX idx_access_tokens_expiry ON access_tokens USING btree (expires_at);
CREATE INDEX idx_access_tokens_user ON access_tokens USING btree (user_id);
CREATE TRIGGER access_tokens_revoked AFTER DELETE ON access_tokens FOR EACH ROW EXECUTE FUNCTION tell_token_revoked();

create table app_config (
  key text not null,
  value text not null,
  updated_at timestamp with time zone not null default now(),
  updated_by uuid,
  constraint app_config_pkey PRIMARY KEY (key),
  constraint app_config_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES operators(id)
);
CREATE TRIGGER app_config_changed AFTER INSERT OR DELETE OR UPDATE ON app_config FOR EACH STATEMENT EXECUTE FUNCTION tell_config_changed();

create table audit_log (
  id uuid not null default uuid_v7(),
  actor_id uuid,
  actor_role text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  created_at timestamp with time zone not null default now(),
  address text,
  constraint audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_audit_log_action ON audit_log USING btree (action, created_at DESC, id DESC);
CREATE INDEX idx_audit_log_actor ON audit_log USING btree (actor_id, created_at DESC, id DESC);
CREATE INDEX idx_audit_log_created ON audit_log USING btree (created_at DESC, id DESC);
CREATE INDEX idx_audit_log_kinds ON audit_log USING btree (action);
CREATE INDEX idx_audit_log_subject ON audit_log USING btree (subject text_pattern_ops, created_at DESC);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion();

create table chat_cursors (
  chat_session_id uuid not null,
  reader_role text not null,
  delivered_seq integer not null default 0,
  read_seq integer not null default 0,
  constraint chat_cursors_pkey PRIMARY KEY (chat_session_id, reader_role),
  constraint chat_cursors_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint chat_cursors_reader_role_check CHECK ((reader_role = ANY (ARRAY['customer'::text, 'mitra'::text])))
) with (fillfactor=70);

create table chat_keys (
  chat_session_id uuid not null,
  wrapped bytea not null,
  master_key_id text not null,
  created_at timestamp with time zone not null default now(),
  constraint chat_keys_pkey PRIMARY KEY (chat_session_id),
  constraint chat_keys_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint chat_keys_master_key_id_fkey FOREIGN KEY (master_key_id) REFERENCES master_keys(id)
);
CREATE INDEX idx_chat_keys_created ON chat_keys USING btree (created_at);
CREATE INDEX idx_chat_keys_master ON chat_keys USING btree (master_key_id);
CREATE TRIGGER chat_keys_destroyed AFTER DELETE ON chat_keys FOR EACH ROW EXECUTE FUNCTION tell_chat_key_destroyed();

create table chat_request_notifications (
  chat_session_id uuid not null,
  mitra_id uuid not null,
  status text not null default 'sent'::text,
  created_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  constraint chat_request_notifications_pkey PRIMARY KEY (chat_session_id, mitra_id),
  constraint chat_request_notifications_status_check CHECK ((status = ANY (ARRAY['sent'::text, 'accepted'::text, 'declined'::text, 'closed'::text])))
) with (fillfactor=50);

create table chat_sessions (
  id uuid not null default uuid_v7(),
  customer_id uuid not null,
  mitra_id uuid,
  payment_session_id uuid,
  request_type text not null default 'general'::text,
  topic_sensitivity text not null default 'regular'::text,
  status text not null default 'searching'::text,
  duration_minutes integer not null default 30,
  deadline_at timestamp with time zone not null default (now() + '00:01:00'::interval),
  window_seconds integer not null default 60,
  capacity_at_accept integer,
  started_at timestamp with time zone,
  ends_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  pending_extension_id uuid,
  goodbye_deadline_at timestamp with time zone,
  customer_goodbye_seq integer,
  mitra_goodbye_seq integer,
  completed_at timestamp with time zone,
  last_seq integer not null default 0,
  created_at timestamp with time zone not null default now(),
  constraint chat_sessions_pkey PRIMARY KEY (id),
  constraint chat_sessions_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint chat_sessions_mitra_id_fkey FOREIGN KEY (mitra_id) REFERENCES mitras(id),
  constraint chat_sessions_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint chat_sessions_check CHECK (((ended_by IS NOT NULL) = (status <> ALL (ARRAY['searching'::text, 'active'::text])))),
  constraint chat_sessions_check1 CHECK (((status <> ALL (ARRAY['active'::text, 'closing'::text, 'completed'::text])) OR (mitra_id IS NOT NULL))),
  constraint chat_sessions_duration_minutes_check CHECK ((duration_minutes >= 1)),
  constraint chat_sessions_ended_by_check CHECK ((ended_by = ANY (ARRAY['timer'::text, 'customer'::text, 'mitra'::text, 'operator'::text, 'system'::text]))),
  constraint chat_sessions_request_type_check CHECK ((request_type = ANY (ARRAY['general'::text, 'returning'::text]))),
  constraint chat_sessions_status_check CHECK ((status = ANY (ARRAY['searching'::text, 'active'::text, 'closing'::text, 'completed'::text, 'expired'::text, 'rejected'::text, 'cancelled'::text]))),
  constraint chat_sessions_topic_sensitivity_check CHECK ((topic_sensitivity = ANY (ARRAY['regular'::text, 'sensitive'::text])))
) with (fillfactor=80);
CREATE UNIQUE INDEX chat_sessions_one_per_payment ON chat_sessions USING btree (payment_session_id) WHERE (status = ANY (ARRAY['searching'::text, 'active'::text, 'closing'::text, 'completed'::text]));
CREATE UNIQUE INDEX chat_sessions_one_search_per_customer ON chat_sessions USING btree (customer_id) WHERE (status = 'searching'::text);
CREATE INDEX idx_chat_sessions_active ON chat_sessions USING btree (ends_at) WHERE (status = 'active'::text);
CREATE INDEX idx_chat_sessions_closing ON chat_sessions USING btree (goodbye_deadline_at) WHERE (status = 'closing'::text);
CREATE INDEX idx_chat_sessions_created ON chat_sessions USING btree (created_at DESC, id DESC);
CREATE INDEX idx_chat_sessions_customer ON chat_sessions USING btree (customer_id, id DESC);
CREATE INDEX idx_chat_sessions_delivered ON chat_sessions USING btree (mitra_id, started_at) WHERE (started_at IS NOT NULL);
CREATE INDEX idx_chat_sessions_figures ON chat_sessions USING btree (created_at) INCLUDE (status, started_at);
CREATE INDEX idx_chat_sessions_kinds ON chat_sessions USING btree (status, request_type, topic_sensitivity);
CREATE INDEX idx_chat_sessions_mitra ON chat_sessions USING btree (mitra_id, id DESC);
CREATE INDEX idx_chat_sessions_mitra_status ON chat_sessions USING btree (mitra_id, status) INCLUDE (customer_id) WHERE (status = ANY (ARRAY['active'::text, 'closing'::text]));
CREATE INDEX idx_chat_sessions_payment ON chat_sessions USING btree (payment_session_id);
CREATE INDEX idx_chat_sessions_searching ON chat_sessions USING btree (deadline_at) WHERE (status = 'searching'::text);
CREATE INDEX idx_chat_sessions_status ON chat_sessions USING btree (status, created_at DESC, id DESC) INCLUDE (request_type, topic_sensitivity);

create table consents (
  id uuid not null default uuid_v7(),
  customer_id uuid not null,
  version text not null,
  given_at timestamp with time zone not null default clock_timestamp(),
  withdrawn_at timestamp with time zone,
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id)
);
CREATE UNIQUE INDEX consents_given_once ON consents USING btree (customer_id, version) WHERE (withdrawn_at IS NULL);
CREATE INDEX idx_consents_customer ON consents USING btree (customer_id, given_at DESC);
CREATE INDEX idx_consents_withdrawn ON consents USING btree (customer_id) WHERE (withdrawn_at IS NOT NULL);

create table customers (
  id uuid not null default uuid_v7(),
  phone text,
  email text,
  call_name text not null default 'Teman'::text,
  language text not null default 'id'::text,
  credit_balance integer not null default 0,
  created_at timestamp with time zone not null default now(),
  blocked_at timestamp with time zone,
  erased_at timestamp with time zone,
  restricted_at timestamp with time zone,
  constraint customers_pkey PRIMARY KEY (id),
  constraint customers_email_key UNIQUE (email),
  constraint customers_phone_key UNIQUE (phone),
  constraint customers_credit_balance_check CHECK ((credit_balance >= 0)),
  constraint customers_language_check CHECK ((language = ANY (ARRAY['id'::text, 'en'::text])))
);
CREATE INDEX idx_customers_blocked ON customers USING btree (created_at DESC, id DESC) WHERE (blocked_at IS NOT NULL);
CREATE INDEX idx_customers_call_name ON customers USING btree (lower(call_name) text_pattern_ops);
CREATE INDEX idx_customers_created ON customers USING btree (created_at DESC, id DESC);
CREATE INDEX idx_customers_credit ON customers USING btree (credit_balance) WHERE (credit_balance > 0);

create table dev_outbox (
  id uuid not null default uuid_v7(),
  destination text not null,
  code text,
  text text not null,
  created_at timestamp with time zone not null default now(),
  constraint dev_outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_dev_outbox_created ON dev_outbox USING btree (created_at);
CREATE INDEX idx_dev_outbox_destination ON dev_outbox USING btree (destination, id DESC);

create table extensions (
  id uuid not null default uuid_v7(),
  chat_session_id uuid not null,
  payment_session_id uuid not null,
  duration_minutes integer not null,
  amount integer not null,
  status text not null default 'pending'::text,
  timeout_seconds integer not null,
  default_action text not null,
  deadline_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint extensions_pkey PRIMARY KEY (id),
  constraint extensions_payment_session_id_key UNIQUE (payment_session_id),
  constraint extensions_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint extensions_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint extensions_amount_check CHECK ((amount >= 0)),
  constraint extensions_default_action_check CHECK ((default_action = ANY (ARRAY['auto_approve'::text, 'auto_reject'::text]))),
  constraint extensions_duration_minutes_check CHECK ((duration_minutes >= 1)),
  constraint extensions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'auto_approved'::text, 'rejected'::text, 'auto_rejected'::text, 'safeguard_tripped'::text])))
);
CREATE UNIQUE INDEX extensions_one_pending_per_chat ON extensions USING btree (chat_session_id) WHERE (status = 'pending'::text);
CREATE INDEX idx_extensions_chat ON extensions USING btree (chat_session_id);
CREATE INDEX idx_extensions_pending ON extensions USING btree (deadline_at) WHERE (status = 'pending'::text);

create table gateway_captures (
  capture_id text not null,
  payment_session_id uuid not null,
  amount integer not null,
  outcome text not null,
  created_at timestamp with time zone not null default now(),
  constraint gateway_captures_pkey PRIMARY KEY (capture_id),
  constraint gateway_captures_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint gateway_captures_amount_check CHECK ((amount >= 0)),
  constraint gateway_captures_outcome_check CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'of_hold'::text, 'unexpected'::text])))
);
CREATE UNIQUE INDEX gateway_captures_of_hold_once ON gateway_captures USING btree (payment_session_id) WHERE (outcome = 'of_hold'::text);
CREATE INDEX idx_gateway_captures_payment ON gateway_captures USING btree (payment_session_id);

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  made_id uuid not null default uuid_v7(),
  status integer,
  response text,
  created_at timestamp with time zone not null default now(),
  run_by uuid,
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, key)
);
CREATE INDEX idx_idempotency_keys_created ON idempotency_keys USING btree (created_at);

create table installation (
  key text not null,
  value text not null,
  constraint installation_pkey PRIMARY KEY (key)
);

create table ledger_entries (
  id bigint not null generated always as identity,
  transaction_id uuid not null,
  kind text not null,
  account text not null,
  amount integer not null,
  payment_session_id uuid,
  customer_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint ledger_entries_pkey PRIMARY KEY (id),
  constraint ledger_entries_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint ledger_entries_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint ledger_entries_account_check CHECK ((account = ANY (ARRAY['gateway'::text, 'gateway_held'::text, 'held'::text, 'sales'::text, 'customer_credit'::text, 'unexpected'::text]))),
  constraint ledger_entries_amount_check CHECK ((amount <> 0)),
  constraint ledger_entries_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'hold'::text, 'release'::text, 'refund'::text, 'credit'::text])))
);
CREATE INDEX idx_ledger_entries_customer ON ledger_entries USING btree (customer_id);
CREATE INDEX idx_ledger_entries_payment ON ledger_entries USING btree (payment_session_id);
CREATE INDEX idx_ledger_entries_sales ON ledger_entries USING btree (created_at) INCLUDE (kind, amount) WHERE (account = 'sales'::text);
CREATE INDEX idx_ledger_entries_transaction ON ledger_entries USING btree (transaction_id);
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_ledger_balance();

create table master_keys (
  id text not null,
  proof bytea not null,
  first_used_at timestamp with time zone not null default now(),
  constraint master_keys_pkey PRIMARY KEY (id)
);
CREATE TRIGGER master_keys_added AFTER INSERT ON master_keys FOR EACH ROW EXECUTE FUNCTION tell_master_key_added();

create table messages (
  id uuid not null default uuid_v7(),
  chat_session_id uuid not null,
  seq integer not null,
  sender_role text not null,
  client_message_id text not null default (uuid_v7())::text,
  body text not null,
  created_at timestamp with time zone not null default now(),
  sealed boolean not null default false,
  constraint messages_pkey PRIMARY KEY (chat_session_id, seq),
  constraint messages_sent_once UNIQUE (chat_session_id, sender_role, client_message_id),
  constraint messages_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint messages_sender_role_check CHECK ((sender_role = ANY (ARRAY['customer'::text, 'mitra'::text]))),
  constraint messages_seq_check CHECK ((seq >= 1))
);
CREATE INDEX idx_messages_in_clear ON messages USING btree (chat_session_id, seq) WHERE ((NOT sealed) AND (body <> ''::text));

create table migrations (
  name text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (name)
);

create table mitras (
  id uuid not null default uuid_v7(),
  phone text,
  email text,
  display_name text not null default 'Bestie'::text,
  language text not null default 'id'::text,
  is_online boolean not null default false,
  last_reached_at timestamp with time zone not null default now(),
  suspended_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  rating_sum integer not null default 0,
  rating_count integer not null default 0,
  erased_at timestamp with time zone,
  constraint mitras_pkey PRIMARY KEY (id),
  constraint mitras_email_key UNIQUE (email),
  constraint mitras_phone_key UNIQUE (phone),
  constraint mitras_language_check CHECK ((language = ANY (ARRAY['id'::text, 'en'::text])))
);
CREATE INDEX idx_mitras_online ON mitras USING btree (id) WHERE (is_online AND (suspended_at IS NULL));

create table operators (
  id uuid not null default uuid_v7(),
  email text not null,
  role text not null,
  password_hash text,
  created_at timestamp with time zone not null default now(),
  disabled_at timestamp with time zone,
  password_must_change boolean not null default false,
  totp_secret text,
  totp_confirmed_at timestamp with time zone,
  totp_required boolean not null default false,
  totp_last_step bigint not null default 0,
  constraint operators_pkey PRIMARY KEY (id),
  constraint operators_email_key UNIQUE (email),
  constraint operators_role_check CHECK ((role = ANY (ARRAY['operator'::text, 'supervisor'::text, 'admin'::text])))
);

create table pairing_failures (
  id uuid not null default uuid_v7(),
  payment_session_id uuid,
  chat_session_id uuid,
  customer_id uuid,
  targeted_mitra_id uuid,
  cause_tag text not null,
  amount integer not null default 0,
  operator_action text,
  actioned_by uuid,
  actioned_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint pairing_failures_pkey PRIMARY KEY (id),
  constraint pairing_failures_actioned_by_fkey FOREIGN KEY (actioned_by) REFERENCES operators(id),
  constraint pairing_failures_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint pairing_failures_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint pairing_failures_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint pairing_failures_targeted_mitra_id_fkey FOREIGN KEY (targeted_mitra_id) REFERENCES mitras(id),
  constraint pairing_failures_amount_check CHECK ((amount >= 0)),
  constraint pairing_failures_cause_tag_check CHECK ((cause_tag = ANY (ARRAY['no_mitra_available'::text, 'all_mitras_rejected'::text, 'payment_session_expired'::text, 'customer_cancelled'::text, 'extension_rejected'::text, 'extension_safeguard_tripped'::text, 'targeted_mitra_offline'::text, 'targeted_mitra_at_capacity'::text, 'targeted_mitra_rejected'::text, 'targeted_mitra_timeout'::text, 'unexpected_capture'::text]))),
  constraint pairing_failures_check CHECK (((operator_action IS NULL) = (actioned_at IS NULL))),
  constraint pairing_failures_operator_action_check CHECK ((operator_action = ANY (ARRAY['refunded'::text, 'credited'::text, 'no_action'::text])))
);
CREATE INDEX idx_pairing_failures_cause ON pairing_failures USING btree (cause_tag, created_at DESC, id DESC);
CREATE INDEX idx_pairing_failures_chat ON pairing_failures USING btree (chat_session_id);
CREATE INDEX idx_pairing_failures_created ON pairing_failures USING btree (created_at DESC, id DESC) INCLUDE (cause_tag, operator_action);
CREATE INDEX idx_pairing_failures_customer ON pairing_failures USING btree (customer_id, created_at DESC, id DESC);
CREATE INDEX idx_pairing_failures_kinds ON pairing_failures USING btree (operator_action, cause_tag);
CREATE INDEX idx_pairing_failures_payment ON pairing_failures USING btree (payment_session_id);
CREATE INDEX idx_pairing_failures_undecided ON pairing_failures USING btree (created_at DESC, id DESC) INCLUDE (cause_tag) WHERE (operator_action IS NULL);
CREATE UNIQUE INDEX pairing_failures_one_closing ON pairing_failures USING btree (payment_session_id) WHERE (cause_tag = ANY (ARRAY['no_mitra_available'::text, 'all_mitras_rejected'::text, 'payment_session_expired'::text, 'customer_cancelled'::text, 'extension_rejected'::text, 'extension_safeguard_tripped'::text]));

create table payment_sessions (
  id uuid not null default uuid_v7(),
  customer_id uuid not null,
  amount integer not null,
  duration_minutes integer not null,
  status text not null default 'pending'::text,
  is_free_trial boolean not null default false,
  is_extension boolean not null default false,
  extended_chat_session_id uuid,
  targeted_mitra_id uuid,
  topic_sensitivity text not null default 'regular'::text,
  credit_amount integer not null default 0,
  charged_amount integer,
  charge_requested_at timestamp with time zone,
  pay_url text,
  open_request_id uuid,
  expires_at timestamp with time zone not null default (now() + '00:20:00'::interval),
  created_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  consumed_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint payment_sessions_pkey PRIMARY KEY (id),
  constraint payment_sessions_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id),
  constraint payment_sessions_targeted_mitra_id_fkey FOREIGN KEY (targeted_mitra_id) REFERENCES mitras(id),
  constraint payment_sessions_amount_check CHECK ((amount >= 0)),
  constraint payment_sessions_charged_amount_check CHECK ((charged_amount >= 0)),
  constraint payment_sessions_check CHECK (((credit_amount >= 0) AND (credit_amount <= amount))),
  constraint payment_sessions_check1 CHECK ((NOT (is_extension AND is_free_trial))),
  constraint payment_sessions_duration_minutes_check CHECK ((duration_minutes >= 1)),
  constraint payment_sessions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'confirmed'::text, 'consumed'::text, 'failed_pairing'::text, 'abandoned'::text, 'expired'::text]))),
  constraint payment_sessions_topic_sensitivity_check CHECK ((topic_sensitivity = ANY (ARRAY['regular'::text, 'sensitive'::text])))
);
CREATE INDEX idx_payment_sessions_created ON payment_sessions USING btree (created_at DESC, id DESC);
CREATE INDEX idx_payment_sessions_customer ON payment_sessions USING btree (customer_id, id DESC);
CREATE INDEX idx_payment_sessions_figures ON payment_sessions USING btree (created_at) INCLUDE (is_extension, confirmed_at, consumed_at);
CREATE INDEX idx_payment_sessions_kinds ON payment_sessions USING btree (status, is_extension);
CREATE INDEX idx_payment_sessions_open ON payment_sessions USING btree (expires_at) WHERE (status = ANY (ARRAY['pending'::text, 'confirmed'::text]));
CREATE INDEX idx_payment_sessions_status ON payment_sessions USING btree (status, created_at DESC, id DESC) INCLUDE (is_extension);
CREATE UNIQUE INDEX payment_sessions_one_free_trial ON payment_sessions USING btree (customer_id) WHERE (is_free_trial AND (status = ANY (ARRAY['pending'::text, 'confirmed'::text, 'consumed'::text])));

create table pricing_tiers (
  id uuid not null default uuid_v7(),
  kind text not null,
  duration_minutes integer not null,
  amount integer not null,
  active boolean not null default true,
  constraint pricing_tiers_pkey PRIMARY KEY (id),
  constraint pricing_tiers_amount_check CHECK ((amount >= 0)),
  constraint pricing_tiers_duration_minutes_check CHECK ((duration_minutes >= 1)),
  constraint pricing_tiers_kind_check CHECK ((kind = ANY (ARRAY['chat'::text, 'extension'::text])))
);

create table push_subscriptions (
  id uuid not null default uuid_v7(),
  user_id uuid not null,
  role text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamp with time zone not null default now(),
  token_hash bytea,
  constraint push_subscriptions_pkey PRIMARY KEY (id),
  constraint push_subscriptions_endpoint_key UNIQUE (endpoint),
  constraint push_subscriptions_token_hash_fkey FOREIGN KEY (token_hash) REFERENCES access_tokens(token_hash) ON DELETE CASCADE,
  constraint push_subscriptions_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'mitra'::text])))
);
CREATE INDEX idx_push_subscriptions_token ON push_subscriptions USING btree (token_hash);
CREATE INDEX idx_push_subscriptions_user ON push_subscriptions USING btree (user_id);

create table ratings (
  chat_session_id uuid not null,
  stars integer not null,
  comment text,
  created_at timestamp with time zone not null default now(),
  constraint ratings_pkey PRIMARY KEY (chat_session_id),
  constraint ratings_chat_session_id_fkey FOREIGN KEY (chat_session_id) REFERENCES chat_sessions(id),
  constraint ratings_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);
CREATE INDEX idx_ratings_comments ON ratings USING btree (created_at) WHERE (comment IS NOT NULL);
CREATE TRIGGER ratings_added_up AFTER INSERT OR DELETE OR UPDATE OF stars ON ratings FOR EACH ROW EXECUTE FUNCTION add_up_ratings();

create table repayments (
  id uuid not null default uuid_v7(),
  payment_session_id uuid not null,
  pairing_failure_id uuid not null,
  kind text not null,
  of_unexpected boolean not null default false,
  gateway_amount integer not null,
  credit_amount integer not null,
  status text not null,
  created_at timestamp with time zone not null default now(),
  changed_at timestamp with time zone not null default now(),
  constraint repayments_pkey PRIMARY KEY (id),
  constraint repayments_pairing_failure_id_fkey FOREIGN KEY (pairing_failure_id) REFERENCES pairing_failures(id),
  constraint repayments_payment_session_id_fkey FOREIGN KEY (payment_session_id) REFERENCES payment_sessions(id),
  constraint repayments_credit_amount_check CHECK ((credit_amount >= 0)),
  constraint repayments_gateway_amount_check CHECK ((gateway_amount >= 0)),
  constraint repayments_kind_check CHECK ((kind = ANY (ARRAY['refunded'::text, 'credited'::text]))),
  constraint repayments_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'sent'::text, 'settled'::text, 'failed'::text, 'withdrawn'::text])))
);
CREATE INDEX idx_repayments_failure ON repayments USING btree (pairing_failure_id, id DESC);
CREATE INDEX idx_repayments_payment ON repayments USING btree (payment_session_id);
CREATE INDEX idx_repayments_unsettled ON repayments USING btree (changed_at) WHERE (status = ANY (ARRAY['requested'::text, 'sent'::text]));
CREATE UNIQUE INDEX repayments_once_per_failure ON repayments USING btree (pairing_failure_id) WHERE (status = ANY (ARRAY['requested'::text, 'sent'::text, 'settled'::text]));
CREATE UNIQUE INDEX repayments_once_per_payment ON repayments USING btree (payment_session_id) WHERE ((NOT of_unexpected) AND (status = ANY (ARRAY['requested'::text, 'sent'::text, 'settled'::text])));

create table sign_in_codes (
  id uuid not null default uuid_v7(),
  destination text not null,
  code_hash bytea not null,
  attempts integer not null default 0,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint sign_in_codes_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_sign_in_codes_created ON sign_in_codes USING btree (created_at);
CREATE INDEX idx_sign_in_codes_destination ON sign_in_codes USING btree (destination, created_at DESC);

create table sign_in_guesses (
  subject text not null,
  failures integer not null default 0,
  blocked_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  last_failed_at timestamp with time zone not null default now(),
  constraint sign_in_guesses_pkey PRIMARY KEY (subject)
);

create table undelivered_events (
  id uuid not null default uuid_v7(),
  events json storage external not null,
  created_at timestamp with time zone not null default now(),
  constraint undelivered_events_pkey PRIMARY KEY (id)
);

create table mock_gateway.charges (
  reference uuid not null,
  amount integer not null,
  status text not null,
  return_url text,
  created_at timestamp with time zone not null default now(),
  constraint charges_pkey PRIMARY KEY (reference),
  constraint charges_amount_check CHECK ((amount > 0)),
  constraint charges_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'held'::text, 'captured'::text, 'released'::text, 'failed'::text])))
);

create table mock_gateway.refunds (
  refund_key text not null,
  reference uuid not null,
  amount integer not null,
  created_at timestamp with time zone not null default now(),
  constraint refunds_pkey PRIMARY KEY (refund_key),
  constraint refunds_reference_fkey FOREIGN KEY (reference) REFERENCES mock_gateway.charges(reference),
  constraint refunds_amount_check CHECK ((amount > 0))
);

CREATE INDEX jobs_by_time ON graphile_worker._private_jobs USING btree ((run_at AT TIME ZONE 'UTC'::text)) WHERE is_available;

CREATE OR REPLACE FUNCTION add_up_ratings()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update mitras m set
    rating_sum = m.rating_sum + coalesce(new.stars, 0) - coalesce(old.stars, 0),
    rating_count = m.rating_count + case tg_op when 'INSERT' then 1 when 'DELETE' then -1 else 0 end
  from chat_sessions c
  where c.id = coalesce(new.chat_session_id, old.chat_session_id) and m.id = c.mitra_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION check_ledger_balance()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from added group by transaction_id having sum(amount) <> 0) then
    raise exception 'ledger transaction does not balance' using errcode = 'check_violation';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION ms_until_job()
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
AS $function$
begin
  return (
    select greatest(0, least(1000000, ceil(extract(epoch from run_at - clock_timestamp()) * 1000)))
    from graphile_worker._private_jobs
    where is_available order by run_at at time zone 'UTC' limit 1
  );
end $function$;

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $function$;

CREATE OR REPLACE FUNCTION refuse_early_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  kept_days integer := greatest(365, (select value::integer from app_config where key = 'retention_audit_days'));
begin
  if old.created_at > clock_timestamp() - make_interval(days => kept_days) then
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
  end if;
  return old;
end $function$;

CREATE OR REPLACE FUNCTION schedule_timers(given jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  scheduled integer;
begin
  insert into graphile_worker._private_tasks (identifier)
    select distinct timer.task from jsonb_to_recordset(given) as timer (task text)
    where not exists (select from graphile_worker._private_tasks known where known.identifier = timer.task)
    on conflict do nothing;
  loop
    update graphile_worker._private_jobs job set key = null, attempts = job.max_attempts, updated_at = now()
      where job.key = any(array(select timer.key from jsonb_to_recordset(given) as timer (key text))) and job.is_available is not true;
    insert into graphile_worker._private_jobs as job (task_id, payload, run_at, key)
      select known.id, timer.payload, timer.run_at, timer.key
      from jsonb_to_recordset(given) as timer (task text, payload json, run_at timestamptz, key text)
      join graphile_worker._private_tasks known on known.identifier = timer.task
      on conflict (key) do update set task_id = excluded.task_id, payload = excluded.payload, run_at = excluded.run_at,
        revision = job.revision + 1, attempts = 0, last_error = null, updated_at = now()
      where job.locked_at is null;
    get diagnostics scheduled = row_count;
    exit when scheduled = jsonb_array_length(given);
  end loop;
  return scheduled;
end $function$;

CREATE OR REPLACE FUNCTION tell_chat_key_destroyed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('chat_key_destroyed', old.chat_session_id::text);
  return old;
end $function$;

CREATE OR REPLACE FUNCTION tell_config_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('config_changed', '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION tell_master_key_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('master_key_added', new.id);
  return new;
end $function$;

CREATE OR REPLACE FUNCTION tell_token_revoked()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('token_revoked', encode(old.token_hash, 'hex'));
  return old;
end $function$;

CREATE OR REPLACE FUNCTION uuid_v7()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$function$;
