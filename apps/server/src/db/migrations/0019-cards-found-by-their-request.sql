-- A mitra's open cards are found among the requests that search, which are few at any moment. The index by mitra was written with every
-- card of every blast, and kept a card that closes from staying where it is; for that, half of a page is left free.
drop index idx_chat_request_notifications_open;
alter table chat_request_notifications set (fillfactor = 50);
