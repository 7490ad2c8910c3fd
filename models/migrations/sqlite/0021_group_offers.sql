-- +goose Up
-- Who offers to help a group that asked for it, and what was answered.
create table group_offers (
  id integer primary key autoincrement,
  group_id integer not null references network_groups(id) on delete cascade,
  given_name text not null,
  surname_prefix text not null default '',
  surname text not null default '',
  email text not null,
  name_key text not null,
  email_key text not null,
  organization text not null default '',
  message text not null default '',
  language text not null default 'nl',
  state text not null,
  created_at timestamp not null,
  answered_at timestamp
);
create unique index group_offers_once on group_offers (group_id, name_key, email_key) where state = 'open';
create index group_offers_group on group_offers (group_id, state, id);
create index group_offers_address on group_offers (email_key);

-- Since when nobody can offer help any more, from which the term of the offers counts.
alter table network_groups add column call_closed_at timestamp;

-- Whether somebody agreed that the address stands on the page of the group.
alter table group_roles add column show_email boolean not null default false;
