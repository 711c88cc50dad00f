-- Signing in to the control center: a second factor, passwords that must be changed, colleagues who may no longer come in.
alter table operators
  add column disabled_at timestamptz,
  add column password_must_change boolean not null default false,
  -- The secret counts once it was confirmed by a code of its own.
  add column totp_secret text,
  add column totp_confirmed_at timestamptz,
  add column totp_required boolean not null default false,
  -- The time step of the last code that was taken: no code counts twice.
  add column totp_last_step bigint not null default 0;

-- Where somebody is signed in, so that they can see it and end it.
alter table access_tokens
  add column id uuid not null default uuid_v7(),
  add column last_used_at timestamptz,
  add column address text,
  add column user_agent text;
create unique index access_tokens_id on access_tokens (id);

-- Guesses at passwords, by account and by address; whoever signs in is forgiven.
create table sign_in_guesses (
  subject text primary key,
  failures integer not null default 0,
  blocked_until timestamptz not null default '-infinity',
  last_failed_at timestamptz not null default now()
);

-- Who did what, and from where.
alter table audit_log add column address text;
create index idx_audit_log_created on audit_log (created_at desc, id desc);
create index idx_audit_log_subject on audit_log (subject text_pattern_ops, created_at desc);
create index idx_audit_log_actor on audit_log (actor_id, created_at desc, id desc);
create index idx_audit_log_action on audit_log (action, created_at desc, id desc);
