#!/bin/sh
# Temporal gets a role of its own, which cannot read Firebreak's database. The password goes in by stdin, not by argument.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
CREATE ROLE temporal LOGIN CREATEDB PASSWORD '$(cat /run/secrets/temporal_db_password)';
REVOKE CONNECT ON DATABASE firebreak FROM PUBLIC;
SQL
