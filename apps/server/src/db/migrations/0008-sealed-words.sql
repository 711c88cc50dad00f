-- What was said is sealed with a key of its chat, and those keys are sealed with a master key that is never in the database.

-- The master keys that were ever in use, by name; `proof` is a known text under that key, so that a wrong one is seen at the start.
create table master_keys (
  id text primary key,
  proof bytea not null,
  first_used_at timestamptz not null default now()
);

-- Without its row here, nothing that was said in a chat can be read again.
create table chat_keys (
  chat_session_id uuid primary key references chat_sessions,
  wrapped bytea not null,
  master_key_id text not null references master_keys,
  created_at timestamptz not null default now()
);
create index idx_chat_keys_master on chat_keys (master_key_id);

create function tell_chat_key_destroyed() returns trigger language plpgsql as $$
begin
  perform pg_notify('chat_key_destroyed', old.chat_session_id::text);
  return old;
end $$;
create trigger chat_keys_destroyed after delete on chat_keys for each row execute function tell_chat_key_destroyed();

create function tell_master_key_added() returns trigger language plpgsql as $$
begin
  perform pg_notify('master_key_added', new.id);
  return new;
end $$;
create trigger master_keys_added after insert on master_keys for each row execute function tell_master_key_added();

-- A sealed body is base64 of nonce, ciphertext and tag. Bodies from before are sealed bit by bit; this index holds what is left of them.
alter table messages add column sealed boolean not null default false;
create index idx_messages_in_clear on messages (chat_session_id, seq) where not sealed and body <> '';
