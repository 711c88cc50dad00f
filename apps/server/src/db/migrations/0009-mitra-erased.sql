-- An erased mitra is a row that chats and ratings refer to, without a person.
alter table mitras add column erased_at timestamptz;
