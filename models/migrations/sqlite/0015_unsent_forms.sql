-- +goose Up
-- What a user is typing into a form of the desk and has not sent.
create table unsent_forms (
  id integer primary key autoincrement,
  user_id integer not null references users(id) on delete cascade,
  path text not null,
  form text not null,
  kept_at timestamp not null,
  unique (user_id, path)
);
