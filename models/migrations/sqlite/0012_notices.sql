-- +goose Up
-- When a user hears by mail what happens at the own meetings, in which language, and since when that is so.
alter table users add column notices text not null default 'digest';
alter table users add column notices_since timestamp;
alter table users add column language text not null default 'nl';

-- A mail to a user about the own meetings: one for each occasion, however many workers there are.
alter table messages add column user_id integer references users(id) on delete cascade;
alter table messages add column notice text not null default '';
create unique index messages_notice on messages (user_id, notice) where user_id is not null;

-- What was changed about who may log in. It outlives the user.
create table user_changes (
  id integer primary key autoincrement,
  user_id integer not null,
  name text not null,
  action text not null,
  detail text not null default '',
  actor_kind text not null,
  actor_id integer,
  actor_name text not null default '',
  at timestamp not null
);
create index user_changes_at on user_changes (at, id);
