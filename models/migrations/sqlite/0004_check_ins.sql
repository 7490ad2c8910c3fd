-- +goose Up
create table check_ins (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  registration_id integer not null references registrations(id) on delete cascade,
  site_id integer not null references sites(id) on delete cascade,
  direction text not null,
  at timestamp not null,
  user_id integer references users(id) on delete set null,
  undone_at timestamp
);
create index check_ins_registration on check_ins (registration_id, id);
create index check_ins_meeting on check_ins (meeting_id, site_id);
