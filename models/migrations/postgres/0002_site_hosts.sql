-- +goose Up
create table site_hosts (
  site_id bigint not null references sites(id) on delete cascade,
  user_id bigint not null references users(id) on delete cascade,
  primary key (site_id, user_id)
);
create index site_hosts_user on site_hosts (user_id);
