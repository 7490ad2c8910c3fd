-- +goose Up
create table undos (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  kind text not null,
  description text not null,
  people text not null,
  version timestamp not null,
  at timestamp not null,
  until timestamp not null,
  user_id integer references users(id) on delete set null
);
create index undos_meeting on undos (meeting_id, id);
