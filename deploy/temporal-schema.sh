#!/bin/sh
# Brings the schemas of Temporal's two databases up to this version; makes the databases when they are not there.
set -eu
SQL_PASSWORD="$(cat /run/secrets/temporal_db_password)"
export SQL_PASSWORD
tool() { temporal-sql-tool --plugin "$DB" --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --db "$@"; }
update() { tool "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"; }
schema() {
  if update "$1" "$2"; then return; fi
  tool "$1" create
  tool "$1" setup-schema -v 0.0
  update "$1" "$2"
}
schema temporal temporal
schema temporal_visibility visibility
