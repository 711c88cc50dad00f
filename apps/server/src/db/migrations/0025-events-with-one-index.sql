-- Forgotten events are few and found in the order of their ids: a second index was only written.
drop index idx_undelivered_events_created;
