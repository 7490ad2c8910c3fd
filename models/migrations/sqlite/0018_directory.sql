-- +goose Up
-- The directory: who works where, who holds which position, who sits in which group. It outlives the meetings.

-- A body with the code of the national statistics office (of a municipality), its former names and what came after it.
alter table organizations add column code text not null default '';
alter table organizations add column domain text not null default '';
alter table organizations add column ended_on text not null default '';
alter table organizations add column successor_id integer references organizations(id) on delete set null deferrable initially deferred;
alter table organizations add column version integer not null default 1;
alter table organizations add column updated_at timestamp;
create unique index organizations_code on organizations (code) where code <> '';

create table organization_names (
  id integer primary key autoincrement,
  organization_id integer not null references organizations(id) on delete cascade,
  name text not null,
  until_on text not null
);
create index organization_names_organization on organization_names (organization_id);

create table served_municipalities (
  organization_id integer not null references organizations(id) on delete cascade,
  code text not null,
  primary key (organization_id, code)
);

-- Somebody who is listed stays when the last registration goes.
alter table people add column listed_at timestamp;
alter table people add column initials text not null default '';
alter table people add column partner_prefix text not null default '';
alter table people add column partner_surname text not null default '';
alter table people add column display_name text not null default '';
alter table people add column sort_key text not null default '';
alter table people add column search_text text not null default '';
alter table people add column email_kind text not null default 'personal';
alter table people add column phone text not null default '';
alter table people add column plain_language boolean not null default false;
alter table people add column minor boolean not null default false;
alter table people add column link_version integer not null default 1;
alter table people add column version integer not null default 1;
alter table people add column updated_at timestamp;
create index people_listed on people (sort_key, id) where listed_at is not null;

create table affiliations (
  id integer primary key autoincrement,
  person_id integer not null references people(id) on delete cascade,
  organization_id integer not null references organizations(id) on delete cascade,
  job_title text not null default '',
  level text not null default '',
  from_on text not null default '',
  until_on text not null default ''
);
create index affiliations_person on affiliations (person_id);
create index affiliations_organization on affiliations (organization_id);

create table person_tags (
  person_id integer not null references people(id) on delete cascade,
  tag text not null,
  tag_key text not null,
  primary key (person_id, tag_key)
);
create index person_tags_tag on person_tags (tag_key);

create table positions (
  id integer primary key autoincrement,
  organization_id integer not null references organizations(id) on delete cascade,
  kind text not null,
  title text not null,
  level text not null default 'executive',
  represents text not null default '',
  deputy_id integer references people(id) on delete set null,
  ended_on text not null default '',
  version integer not null default 1,
  updated_at timestamp not null
);
create index positions_organization on positions (organization_id);
create index positions_deputy on positions (deputy_id);

create table position_holders (
  id integer primary key autoincrement,
  position_id integer not null references positions(id) on delete cascade,
  person_id integer not null references people(id) on delete cascade,
  from_on text not null default '',
  until_on text not null default ''
);
create index position_holders_position on position_holders (position_id);
create index position_holders_person on position_holders (person_id);

create table assistants (
  id integer primary key autoincrement,
  assistant_id integer not null references people(id) on delete cascade,
  principal_id integer not null references people(id) on delete cascade,
  from_on text not null default '',
  until_on text not null default '',
  unique (assistant_id, principal_id)
);
create index assistants_principal on assistants (principal_id);

create table network_groups (
  id integer primary key autoincrement,
  slug text not null unique,
  kind text not null,
  number integer not null default 0,
  name text not null,
  name_key text not null unique,
  parent_id integer references network_groups(id) on delete set null deferrable initially deferred,
  purpose text not null default '',
  public boolean not null default false,
  call_open boolean not null default false,
  call_text text not null default '',
  ended_on text not null default '',
  version integer not null default 1,
  updated_at timestamp not null
);

create table group_names (
  id integer primary key autoincrement,
  group_id integer not null references network_groups(id) on delete cascade,
  name text not null,
  name_key text not null,
  until_on text not null
);
create index group_names_group on group_names (group_id);
create index group_names_key on group_names (name_key);

create table group_roles (
  id integer primary key autoincrement,
  group_id integer not null references network_groups(id) on delete cascade,
  person_id integer not null references people(id) on delete cascade,
  role text not null,
  on_behalf_of text not null default '',
  from_on text not null default '',
  until_on text not null default ''
);
create index group_roles_group on group_roles (group_id);
create index group_roles_person on group_roles (person_id);

-- Two rows that were made one, with all that is needed to part them again.
create table merges (
  id integer primary key autoincrement,
  about text not null,
  kept_id integer not null,
  gone_id integer not null,
  parts text not null,
  user_id integer references users(id) on delete set null,
  at timestamp not null
);
create index merges_kept on merges (about, kept_id);
