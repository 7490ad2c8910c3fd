-- +goose Up
-- A link that was asked for works in the browser that asked.
alter table login_links add column browser_hash text not null default '';

-- Whose session of before this is nobody knows: everybody logs in once more.
drop table sessions;
create table sessions (
  id integer primary key autoincrement,
  token_hash text not null unique,
  user_id integer references users(id) on delete cascade,
  browser text not null default '',
  data blob not null,
  created_at timestamp not null,
  seen_at timestamp not null,
  expires_at timestamp not null,
  ended_at timestamp
);
create index sessions_expiry on sessions (expires_at);
create index sessions_user on sessions (user_id, id);

-- What somebody typed in a session that had ended.
create table drafts (
  id integer primary key autoincrement,
  session_id integer not null unique references sessions(id) on delete cascade,
  token_hash text not null unique,
  path text not null,
  form text not null,
  created_at timestamp not null
);

-- Whose meetings a user works for: those of everybody, or of these groups.
alter table users add column all_groups boolean not null default true;
create table user_groups (
  user_id integer not null references users(id) on delete cascade,
  name text not null,
  primary key (user_id, name)
);
