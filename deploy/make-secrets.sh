#!/bin/sh
# Makes the files docker-compose.yml takes its secrets from, once. The folder is closed; the files must be readable by
# the containers' own users, because compose mounts them as they are.
set -eu
cd "$(dirname "$0")/.."
mkdir -p -m 0700 secrets
random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
keep() { [ -e "secrets/$1" ] || { printf '%s' "$2" >"secrets/$1"; chmod 0444 "secrets/$1"; }; }
keep postgres_password "$(random)"
keep temporal_db_password "$(random)"
keep database_url "postgresql://firebreak:$(cat secrets/postgres_password)@postgres:5432/firebreak"
