-- How long things are kept, in days. A worker's sweep deletes what is older.
insert into app_config (key, value) values
  ('retention_messages_days', '365'),
  ('retention_codes_days', '7'),
  ('retention_sign_ins_days', '90'),
  ('retention_audit_days', '1825');

create index idx_chat_keys_created on chat_keys (created_at);
create index idx_ratings_comments on ratings (created_at) where comment is not null;
create index idx_sign_in_codes_created on sign_in_codes (created_at);
create index idx_dev_outbox_created on dev_outbox (created_at);
create index idx_access_tokens_created on access_tokens (created_at);

-- Forgetting a comment changes no stars, so it need not touch its mitra's row.
drop trigger ratings_added_up on ratings;
create trigger ratings_added_up after insert or delete or update of stars on ratings for each row execute function add_up_ratings();

-- The audit log stays append-only: a line may go when its time is over, which is never within a year, whatever the setting says.
create function refuse_early_deletion() returns trigger language plpgsql as $$
declare
  kept_days integer := greatest(365, (select value::integer from app_config where key = 'retention_audit_days'));
begin
  if old.created_at > clock_timestamp() - make_interval(days => kept_days) then
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
drop trigger audit_log_append_only on audit_log;
create trigger audit_log_append_only before update or truncate on audit_log for each statement execute function refuse_change();
create trigger audit_log_kept before delete on audit_log for each row execute function refuse_early_deletion();
