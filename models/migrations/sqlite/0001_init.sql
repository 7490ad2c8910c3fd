-- +goose Up
create table organizations (
  id integer primary key autoincrement,
  name text not null,
  name_key text not null unique,
  kind text not null default 'other',
  known boolean not null default false,
  created_at timestamp not null
);

create table organization_aliases (
  name_key text primary key,
  organization_id integer not null references organizations(id) on delete cascade
);

create table people (
  id integer primary key autoincrement,
  given_name text not null,
  surname_prefix text not null default '',
  surname text not null default '',
  email text not null,
  name_key text not null,
  email_key text not null,
  created_at timestamp not null,
  unique (name_key, email_key)
);
create index people_email on people (email_key);

create table venues (
  id integer primary key autoincrement,
  name text not null,
  building text not null default '',
  street text not null default '',
  postal_code text not null default '',
  town text not null default '',
  unique (name, building, street, postal_code, town)
);

create table meetings (
  id integer primary key autoincrement,
  slug text not null unique,
  kind text not null,
  title text not null,
  summary text not null default '',
  theme text not null default '',
  language text not null default 'nl',
  date_text text not null default '',
  starts_at timestamp,
  ends_at timestamp,
  doors_open_at timestamp,
  calendar_from text not null default 'programme',
  registration_opens_at timestamp,
  registration_closes_at timestamp,
  numbers_due_at timestamp,
  status text not null,
  status_reason text not null default '',
  visibility text not null,
  registration_mode text not null,
  waitlist_mode text not null,
  substitution_policy text not null,
  attendee_list_policy text not null,
  ask text not null default '',
  contact_name text not null default '',
  contact_email text not null default '',
  contact_phone text not null default '',
  calendar_uid text not null unique,
  calendar_sequence integer not null default 0,
  calendar_stamp timestamp not null,
  needs_erased_at timestamp,
  names_erased_at timestamp,
  created_at timestamp not null,
  updated_at timestamp not null
);
create index meetings_listed on meetings (visibility, status, starts_at);

create table meeting_hosts (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  name text not null,
  role text not null,
  position integer not null
);
create index meeting_hosts_meeting on meeting_hosts (meeting_id);

create table sites (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  key text not null,
  mode text not null,
  venue_id integer references venues(id),
  join_url text not null default '',
  room text not null default '',
  seat_capacity integer not null,
  building_limit integer not null default 0,
  doors_open_at timestamp,
  starts_at timestamp,
  ends_at timestamp,
  host_name text not null default '',
  host_phone text not null default '',
  route_text text not null default '',
  house_rules text not null default '',
  status text not null,
  position integer not null,
  unique (meeting_id, key)
);

create table programme_items (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  site_id integer references sites(id) on delete cascade,
  kind text not null default 'item',
  starts text not null,
  ends text not null,
  title text not null,
  room text not null default '',
  seats integer not null default 0,
  position integer not null
);
create index programme_items_meeting on programme_items (meeting_id);

create table users (
  id integer primary key autoincrement,
  email text not null,
  email_key text not null unique,
  name text not null,
  role text not null,
  created_at timestamp not null
);

create table login_links (
  id integer primary key autoincrement,
  user_id integer not null references users(id) on delete cascade,
  token_hash text not null unique,
  expires_at timestamp not null,
  used_at timestamp
);

create table sessions (
  token_hash text primary key,
  data blob not null,
  expires_at timestamp not null
);
create index sessions_expiry on sessions (expires_at);

create table registrations (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  person_id integer references people(id),
  site_id integer references sites(id),
  status text not null,
  role text not null,
  source text not null,
  language text not null,
  given_name text not null,
  surname_prefix text not null default '',
  surname text not null default '',
  sort_key text not null,
  search_text text not null default '',
  email text not null,
  organization_id integer references organizations(id),
  organization_name text not null default '',
  job_title text not null default '',
  level text not null default '',
  minor boolean not null default false,
  mandated text not null default '',
  phone text not null default '',
  companion boolean not null default false,
  photo_ok boolean not null default false,
  booked_by_name text not null default '',
  booked_by_email text not null default '',
  registered_by integer references users(id) on delete set null,
  priority integer not null default 0,
  waitlisted_at timestamp,
  wanted_site_id integer references sites(id),
  offer_expires_at timestamp,
  offer_lapsed boolean not null default false,
  substitutes_id integer references registrations(id) on delete set null,
  cancelled_late boolean not null default false,
  calendar_uid text not null unique,
  calendar_sequence integer not null default 0,
  calendar_stamp timestamp,
  calendar_address text not null default '',
  calendar_invited boolean not null default false,
  calendar_told text not null default '',
  link_version integer not null default 1,
  created_at timestamp not null,
  registered_at timestamp,
  updated_at timestamp not null
);
create unique index registrations_active on registrations (meeting_id, person_id)
  where status in ('interested', 'invited', 'pending', 'registered', 'waitlisted', 'offered');
create unique index registrations_substitute on registrations (substitutes_id) where substitutes_id is not null;
create index registrations_seats on registrations (meeting_id, status, site_id, role, companion);
create index registrations_queue on registrations (meeting_id, priority, waitlisted_at, id) where waitlisted_at is not null;
create index registrations_crew on registrations (meeting_id) where waitlisted_at is not null and role <> 'participant';
create index registrations_list on registrations (meeting_id, sort_key, id);
create index registrations_person on registrations (person_id, meeting_id);

create table accepted_sites (
  registration_id integer not null references registrations(id) on delete cascade,
  site_id integer not null references sites(id) on delete cascade,
  rank integer not null,
  primary key (registration_id, site_id)
);
create index accepted_sites_site on accepted_sites (site_id, registration_id);

create table representations (
  registration_id integer not null references registrations(id) on delete cascade,
  code text not null,
  mode text not null,
  position integer not null,
  primary key (registration_id, code)
);

create table needs (
  registration_id integer primary key references registrations(id) on delete cascade,
  diet text not null default '',
  diet_other text not null default '',
  access text not null default '',
  remarks text not null default '',
  consent_at timestamp
);

create table registration_changes (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  registration_id integer references registrations(id) on delete set null,
  action text not null,
  from_status text not null,
  to_status text not null,
  site_id integer,
  actor_kind text not null,
  actor_id integer,
  reason text not null default '',
  at timestamp not null
);
create index registration_changes_meeting on registration_changes (meeting_id, id);
create index registration_changes_registration on registration_changes (registration_id, id);

create table meeting_changes (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  action text not null,
  detail text not null default '',
  actor_kind text not null,
  actor_id integer,
  at timestamp not null
);
create index meeting_changes_meeting on meeting_changes (meeting_id, id);

create table messages (
  id integer primary key autoincrement,
  kind text not null,
  meeting_id integer references meetings(id) on delete cascade,
  registration_id integer references registrations(id) on delete cascade,
  to_email text not null,
  email_key text not null,
  language text not null,
  occasion integer not null default 0,
  sequence integer,
  method text not null default '',
  state text not null,
  due_at timestamp not null,
  lease_id text not null default '',
  lease_until timestamp,
  attempts integer not null default 0,
  last_error text not null default '',
  detail text not null default '',
  facts text not null default '',
  reference text not null default '',
  message_id text not null unique,
  asked boolean not null default false,
  erase boolean not null default false,
  created_at timestamp not null,
  frozen_at timestamp,
  sent_at timestamp
);
create unique index messages_once on messages (registration_id, kind, sequence, occasion);
create index messages_due on messages (due_at, id) where state = 'queued';
create index messages_registration on messages (registration_id, id);
create index messages_meeting on messages (meeting_id, id);
create index messages_address on messages (email_key, kind, created_at);

create table export_logs (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  site_key text not null default '',
  user_id integer references users(id) on delete set null,
  who text not null,
  list text not null,
  format text not null,
  row_count integer not null,
  columns text not null,
  at timestamp not null
);
create index export_logs_meeting on export_logs (meeting_id, id);

create table retention_runs (
  id integer primary key autoincrement,
  meeting_id integer not null references meetings(id) on delete cascade,
  what text not null,
  row_count integer not null,
  at timestamp not null
);
