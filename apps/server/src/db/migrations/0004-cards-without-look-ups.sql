-- A card is only ever inserted by a statement that has just read or made both of its parents, and no parent is ever deleted. Two
-- look-ups with a row lock for each card were half of what a blast to a thousand mitra cost. An invariant says it instead.
alter table chat_request_notifications
  drop constraint chat_request_notifications_chat_session_id_fkey,
  drop constraint chat_request_notifications_mitra_id_fkey;
