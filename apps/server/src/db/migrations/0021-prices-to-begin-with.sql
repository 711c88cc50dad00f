-- What an installation sells until its people set prices of their own: without any, nobody could buy anything.
insert into pricing_tiers (kind, duration_minutes, amount)
  select kind, duration_minutes, amount
  from (values ('chat', 15, 25000), ('chat', 30, 45000), ('chat', 60, 80000), ('extension', 10, 15000), ('extension', 15, 20000), ('extension', 30, 40000))
    as tier (kind, duration_minutes, amount)
  where not exists (select from pricing_tiers);
