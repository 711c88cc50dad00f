-- As is_job_due, but that it also says how long nobody needs to look again: a worker that only hears "not yet" has to ask forty
-- times a second to be punctual. In ms, 1,000,000 at most; 0 if a job is due, null if there is none. Workers of the release
-- before look every five seconds from here on, until they are restarted.
create function ms_until_job() returns integer language plpgsql stable set enable_seqscan to off as $$
begin
  return (
    select greatest(0, least(1000000, ceil(extract(epoch from run_at - clock_timestamp()) * 1000)))
    from graphile_worker._private_jobs
    where is_available order by run_at at time zone 'UTC' limit 1
  );
end $$;

drop function is_job_due();
