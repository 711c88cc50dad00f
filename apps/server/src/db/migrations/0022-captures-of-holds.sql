-- The gateway tells of a capture of what it held as of any other. It was booked when the extension was granted, and is noted here once.
alter table gateway_captures drop constraint gateway_captures_outcome_check;
alter table gateway_captures add constraint gateway_captures_outcome_check check (outcome in ('confirmed', 'of_hold', 'unexpected'));
create unique index gateway_captures_of_hold_once on gateway_captures (payment_session_id) where outcome = 'of_hold';
