-- +goose Up
-- What an organizer wrote to many at once; each mail of it is a row of messages.
create table notes (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  subject text not null,
  body text not null,
  selection text not null,
  people integer not null,
  user_id integer references users(id) on delete set null,
  due_at timestamp not null,
  created_at timestamp not null,
  withdrawn_at timestamp
);
create index notes_meeting on notes (meeting_id, id);

alter table messages add column note_id integer references notes(id) on delete set null;
alter table messages add column reminder integer;
alter table messages add column reminder_at timestamp;
-- One mail of a note, and one reminder of a rule and its moment, for each person. A mail that was taken back before it left does not count.
create unique index messages_note on messages (note_id, registration_id) where note_id is not null and state <> 'aborted';
create unique index messages_reminder on messages (registration_id, reminder, reminder_at) where reminder is not null and state <> 'aborted';
