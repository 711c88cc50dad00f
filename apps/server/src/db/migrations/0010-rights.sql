-- What a customer agreed to, and when they took it back. Giving it again is another row.
create table consents (
  id uuid primary key default uuid_v7(),
  customer_id uuid not null references customers,
  version text not null,
  given_at timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz
);
create unique index consents_given_once on consents (customer_id, version) where withdrawn_at is null;
create index idx_consents_customer on consents (customer_id, given_at desc);
create index idx_consents_withdrawn on consents (customer_id) where withdrawn_at is not null;

-- A restricted customer's data is kept and nothing else is done with it.
alter table customers add column restricted_at timestamptz;
