-- Counting a mitra's live chats must not depend on what the planner believes of how many chats are live: with all of history in the
-- index, and statistics from a quiet hour, it went through everybody's live chats instead. Only live ones are in it now.
drop index idx_chat_sessions_mitra_status;
create index idx_chat_sessions_mitra_status on chat_sessions (mitra_id, status) include (customer_id) where status in ('active', 'closing');
