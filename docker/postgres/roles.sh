#!/bin/sh
# Runs once, when the database is new: one role owns and migrates, the other serves.
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner="$OWNER_PASSWORD" --set=application="$APPLICATION_PASSWORD" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE entente_owner LOGIN PASSWORD :'owner';
CREATE ROLE entente LOGIN PASSWORD :'application';
CREATE DATABASE entente OWNER entente_owner;
SQL
