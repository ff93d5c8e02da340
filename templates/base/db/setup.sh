#!/usr/bin/env bash
# Makes the app's role, its password, its database and the database of the tests what
# DB_USER, DB_PASSWORD and DB_NAME say. Runs at every `docker compose up` and may run at any
# time: what is right already stays as it is, and nothing is ever dropped.
set -euo pipefail
# shellcheck source=lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

refuse_names() {
  case $DB_USER in
    postgres) stop 'DB_USER cannot be "postgres": that is the administrator, and the app has an ordinary role.' ;;
    pg_* | public | none) stop "DB_USER cannot be \"$DB_USER\": Postgres keeps that name for itself." ;;
  esac
  case $DB_NAME in
    postgres | template0 | template1) stop "DB_NAME cannot be \"$DB_NAME\": Postgres keeps that database for itself." ;;
  esac
  # Postgres cuts names after 63 bytes without an error. <name>_test would become <name>,
  # and the tests would empty the real database.
  (($(byte_length "$DB_NAME") <= 58)) || stop 'DB_NAME is longer than 58 bytes, and with "_test" Postgres takes 63.'
  (($(byte_length "$DB_USER") <= 63)) || stop 'DB_USER is longer than 63 bytes, and Postgres takes no more.'
}

# After a change of the major version the new database is empty, and the data is in the volume of
# a former one. Nothing starts until db-upgrade has brought it over and left its mark.
refuse_unfinished_upgrade() {
  local waiting nearest
  waiting=$(waiting_majors "$(upgraded_from)")
  [[ -n $waiting ]] || return 0
  waiting=${waiting##*$'\n'}
  nearest=$(former_majors | tail -n 1)
  [[ $waiting == "$nearest" ]] || stop "$(wrong_order "$waiting" "$nearest")"
  stop "The data is still in the volume of PostgreSQL $waiting: run docker compose run --rm db-upgrade"
}

# Prints each database that is not the role's own, and on the next line its owner.
make_role_and_databases() {
  query <<'SQL'
\getenv user DB_USER
\getenv password DB_PASSWORD
\getenv name DB_NAME
\getenv test TEST_DB_NAME

-- Whatever fails: the password is not for the server's log.
SET log_statement = none;
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I', :'user')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user')
\gexec
ALTER ROLE :"user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'password';

SELECT format('CREATE DATABASE %I OWNER %I', name, :'user')
FROM (VALUES (:'name'), (:'test')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec

-- Nobody but its owner gets into a database, and the app's role into no other.
REVOKE ALL ON DATABASE :"name", :"test", postgres, template1 FROM PUBLIC;

-- The tests' database last: a take-over that is cut short leaves only that one behind.
SELECT datname || E'\n' || rolname
FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba
WHERE datname IN (:'name', :'test') AND rolname <> :'user'
ORDER BY datname = :'test';
SQL
}

# A changed DB_USER: what FORMER_OWNER has in the database of PGDATABASE goes to the new role.
# What the administrator owns cannot be given away as a whole, only the database.
take_over() {
  query <<'SQL'
\getenv user DB_USER
\getenv former FORMER_OWNER
SELECT format('REASSIGN OWNED BY %I TO %I', rolname, :'user')
FROM pg_roles
WHERE rolname = :'former' AND NOT rolsuper
\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'user')
\gexec
SQL
}

read_settings
refuse_names
refuse_unfinished_upgrade
# What Postgres refuses it has said itself.
output=$(make_role_and_databases) || exit 1
while IFS= read -r database && IFS= read -r owner; do
  PGDATABASE=$database FORMER_OWNER=$owner take_over || exit 1
  printf '"%s" belonged to "%s", and now to "%s".\n' "$database" "$owner" "$DB_USER"
done <<<"$output"
