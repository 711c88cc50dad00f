-- graphile-worker looks for jobs by priority and time, and goes through every timer there is to see that none is due: 2 to 4 ms at 100,000.
-- Whether one is due is looked up here, by one entry of an index. Its own queries cannot use that one, so their plans stay as they are. The
-- queue grows faster than its statistics are taken: it is looked into by its index, whatever they say.
create index jobs_by_time on graphile_worker._private_jobs ((run_at at time zone 'UTC')) where is_available;

create function is_job_due() returns boolean language plpgsql stable set enable_seqscan to off as $$
begin
  return coalesce((
    select run_at <= clock_timestamp() from graphile_worker._private_jobs
    where is_available order by run_at at time zone 'UTC' limit 1
  ), false);
end $$;
