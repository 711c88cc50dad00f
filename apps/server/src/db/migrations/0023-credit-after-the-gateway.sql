-- What credit had paid is given back once the gateway has given back its part. A refund under way gave it at once, and would twice.
do $$ begin
  if exists (select from repayments where status in ('requested', 'sent') and gateway_amount > 0 and credit_amount > 0) then
    raise exception 'refunds of both credit and money are under way: let the version before settle them first';
  end if;
end $$;
