-- Where a device asked to be told things while its app is not open.
create table push_subscriptions (
  id uuid primary key default uuid_v7(),
  user_id uuid not null,
  role text not null check (role in ('customer', 'mitra')),
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null default now()
);
create index idx_push_subscriptions_user on push_subscriptions (user_id);
