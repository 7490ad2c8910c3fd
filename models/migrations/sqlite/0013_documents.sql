-- +goose Up
create table documents (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  title text not null,
  file_name text not null,
  type text not null,
  visibility text not null,
  size integer not null,
  sum text not null,
  position integer not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  user_id integer references users(id) on delete set null
);
create index documents_meeting on documents (meeting_id, position);

create table document_parts (
  id integer primary key autoincrement,
  document_id integer not null references documents(id) on delete cascade,
  number integer not null,
  bytes blob not null,
  unique (document_id, number)
);

create table note_documents (
  id integer primary key autoincrement,
  note_id integer not null references notes(id) on delete cascade,
  document_id integer references documents(id) on delete set null,
  title text not null,
  file_name text not null,
  type text not null,
  size integer not null,
  position integer not null
);
create index note_documents_note on note_documents (note_id, position);
