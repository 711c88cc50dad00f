-- Who is about to answer under this key; nobody, once they failed: the next repeat runs, and makes the same thing under `made_id`.
alter table idempotency_keys add column run_by uuid;
