-- +goose Up
create table overview_stops (
  email_key text primary key,
  created_at timestamp not null
);
