-- +goose Up
alter table export_logs add column numbers text not null default '';
