-- A device that is signed out, wherever that was done, gets no pushes either.
alter table push_subscriptions add column token_hash bytea references access_tokens (token_hash) on delete cascade;
create index idx_push_subscriptions_token on push_subscriptions (token_hash);
