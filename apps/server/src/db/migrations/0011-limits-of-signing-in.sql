-- How many codes may be asked for and guessed: an operator's to tighten while somebody abuses them.
insert into app_config (key, value) values
  ('codes_per_address_in_10_minutes', '3000'),
  ('wrong_codes_per_address_in_10_minutes', '500'),
  ('codes_per_day', '20000');
