-- What a customer thought of a chat, once it was over.
create table ratings (
  chat_session_id uuid primary key references chat_sessions,
  stars integer not null check (stars between 1 and 5),
  comment text,
  created_at timestamptz not null default now()
);
