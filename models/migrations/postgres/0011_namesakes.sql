-- +goose Up
create table namesakes (
  meeting_id bigint not null references meetings(id) on delete cascade,
  person_id bigint not null references people(id) on delete cascade,
  other_id bigint not null references people(id) on delete cascade,
  user_id bigint references users(id) on delete set null,
  at timestamptz not null,
  primary key (meeting_id, person_id, other_id)
);
create index namesakes_person on namesakes (person_id);
create index namesakes_other on namesakes (other_id);
