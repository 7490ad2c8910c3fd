-- +goose Up
-- Who is invited to a meeting, and as what. The list is frozen: a later change of the directory changes nobody on it but the holder of a position (BR-21).
create table invitations (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  target text not null,
  position_id integer references positions(id) on delete set null,
  person_id integer references people(id) on delete set null,
  organization_id integer references organizations(id) on delete set null,
  name text not null,
  organization_name text not null default '',
  represents text not null default '',
  reason text not null default '',
  site_id integer references sites(id) on delete set null,
  quota integer not null default 1,
  reserved boolean not null default false,
  state text not null,
  link_version integer not null default 1,
  position integer not null default 0,
  created_at timestamp not null,
  sent_at timestamp,
  answered_at timestamp,
  updated_at timestamp not null
);
create index invitations_meeting on invitations (meeting_id, position, id);
create unique index invitations_position on invitations (meeting_id, position_id) where position_id is not null;
create unique index invitations_person on invitations (meeting_id, person_id) where person_id is not null;
create unique index invitations_organization on invitations (meeting_id, organization_id) where organization_id is not null;
create index invitations_of_position on invitations (position_id);
create index invitations_of_person on invitations (person_id);
create index invitations_of_organization on invitations (organization_id);

-- Until when an invited person may answer and a seat is kept, and how many municipalities must be represented.
alter table meetings add column reply_by timestamp;
alter table meetings add column quorum integer not null default 0;

-- Which invitation brought somebody, until when a seat is kept for the answer, and when somebody comes later or leaves earlier.
alter table registrations add column invitation_id integer references invitations(id) on delete set null;
alter table registrations add column reserved_until timestamp;
alter table registrations add column arrives_late_at timestamp;
alter table registrations add column leaves_early_at timestamp;
create index registrations_invitation on registrations (invitation_id) where invitation_id is not null;
create index registrations_reserved on registrations (meeting_id, reserved_until) where reserved_until is not null;
