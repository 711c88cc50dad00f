-- As 0018, but that it looks again for what a worker began with in between: a worker that was just taking a timer left its key taken,
-- where the next one could neither replace it nor be laid beside it.
create or replace function schedule_timers(given jsonb) returns integer language plpgsql set enable_seqscan to off as $$
declare
  scheduled integer;
begin
  insert into graphile_worker._private_tasks (identifier)
    select distinct timer.task from jsonb_to_recordset(given) as timer (task text)
    where not exists (select from graphile_worker._private_tasks known where known.identifier = timer.task)
    on conflict do nothing;
  loop
    update graphile_worker._private_jobs job set key = null, attempts = job.max_attempts, updated_at = now()
      where job.key = any(array(select timer.key from jsonb_to_recordset(given) as timer (key text))) and job.is_available is not true;
    insert into graphile_worker._private_jobs as job (task_id, payload, run_at, key)
      select known.id, timer.payload, timer.run_at, timer.key
      from jsonb_to_recordset(given) as timer (task text, payload json, run_at timestamptz, key text)
      join graphile_worker._private_tasks known on known.identifier = timer.task
      on conflict (key) do update set task_id = excluded.task_id, payload = excluded.payload, run_at = excluded.run_at,
        revision = job.revision + 1, attempts = 0, last_error = null, updated_at = now()
      where job.locked_at is null;
    get diagnostics scheduled = row_count;
    exit when scheduled = jsonb_array_length(given);
  end loop;
  return scheduled;
end $$;
