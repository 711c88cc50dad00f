-- PostgreSQL lets transactions with a NOTIFY commit one after the other, each with its own wait for the disk, and graphile-worker's
-- add_job notifies. Timers are not due yet and the queue is polled anyway, so they are laid into the queue's table as add_job would,
-- without waking anybody. A job that is running under a timer's key keeps running, and the new one takes the key. The queue grows and
-- shrinks faster than its statistics are taken: it is looked into by its index, whatever they say.
create function schedule_timers(given jsonb) returns integer language plpgsql set enable_seqscan to off as $$
declare
  keys text[] := array(select timer.key from jsonb_to_recordset(given) as timer (key text));
  scheduled integer;
begin
  insert into graphile_worker._private_tasks (identifier)
    select distinct timer.task from jsonb_to_recordset(given) as timer (task text)
    where not exists (select from graphile_worker._private_tasks known where known.identifier = timer.task)
    on conflict do nothing;
  update graphile_worker._private_jobs job set key = null, attempts = job.max_attempts, updated_at = now()
    where job.key = any(keys) and job.is_available is not true;
  insert into graphile_worker._private_jobs as job (task_id, payload, run_at, key)
    select known.id, timer.payload, timer.run_at, timer.key
    from jsonb_to_recordset(given) as timer (task text, payload json, run_at timestamptz, key text)
    join graphile_worker._private_tasks known on known.identifier = timer.task
    on conflict (key) do update set task_id = excluded.task_id, payload = excluded.payload, run_at = excluded.run_at,
      revision = job.revision + 1, attempts = 0, last_error = null, updated_at = now()
    where job.locked_at is null;
  get diagnostics scheduled = row_count;
  return scheduled;
end $$;
