-- +goose Up
-- What is done at the desk and belongs to no meeting: users, organizations, the book of venues.
alter table user_changes rename to desk_changes;
alter table desk_changes rename column user_id to about_id;
alter table desk_changes add column about text not null default 'user';

-- What a line of history says beyond its action: of a role, what it became and was.
alter table registration_changes add column detail text not null default '';

-- What the organizer tells after the day.
alter table meetings add column recap text not null default '';
