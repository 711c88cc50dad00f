-- A blocked customer neither signs in nor pays; an erased one is a row that the books refer to, without a person.
alter table customers
  add column blocked_at timestamptz,
  add column erased_at timestamptz;

-- What a mitra's ratings amount to, so that nobody counts history to sort a table.
alter table mitras
  add column rating_sum integer not null default 0,
  add column rating_count integer not null default 0;

update mitras m set rating_sum = given.stars, rating_count = given.count
from (
  select c.mitra_id, sum(r.stars)::integer as stars, count(*)::integer as count
  from ratings r join chat_sessions c on c.id = r.chat_session_id group by c.mitra_id) given
where given.mitra_id = m.id;

create function add_up_ratings() returns trigger language plpgsql as $$
begin
  update mitras m set
    rating_sum = m.rating_sum + coalesce(new.stars, 0) - coalesce(old.stars, 0),
    rating_count = m.rating_count + case tg_op when 'INSERT' then 1 when 'DELETE' then -1 else 0 end
  from chat_sessions c
  where c.id = coalesce(new.chat_session_id, old.chat_session_id) and m.id = c.mitra_id;
  return null;
end $$;
create trigger ratings_added_up after insert or update or delete on ratings for each row execute function add_up_ratings();
