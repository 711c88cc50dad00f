-- A failure that waited for another of its payment comes after it, also when its transaction began first: the last one is the cause.
alter table pairing_failures alter column created_at set default clock_timestamp();
