-- +goose Up
-- What organizers add to the mails that people get before they come.
alter table meetings add column mail_text text not null default '';
