-- +goose Up
-- When about a meeting without a date will be.
alter table meetings add column date_precision text not null default '';
alter table meetings add column date_around timestamptz;
