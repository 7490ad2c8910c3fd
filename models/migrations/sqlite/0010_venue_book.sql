-- +goose Up
create table venue_entries (
  id integer primary key autoincrement,
  name text not null,
  building text not null default '',
  street text not null default '',
  postal_code text not null default '',
  town text not null default '',
  building_limit integer not null default 0,
  contact_name text not null default '',
  contact_phone text not null default '',
  contact_email text not null default '',
  email_key text not null default '',
  route_text text not null default '',
  house_rules text not null default '',
  updated_at timestamp not null,
  user_id integer references users(id) on delete set null,
  unique (name, building, street, postal_code, town)
);

create table room_layouts (
  id integer primary key autoincrement,
  entry_id integer not null references venue_entries(id) on delete cascade,
  room text not null,
  layout text not null default '',
  seats integer not null,
  position integer not null
);
create index room_layouts_entry on room_layouts (entry_id);

alter table venues add column entry_id integer references venue_entries(id) on delete set null;
create index venues_entry on venues (entry_id);
