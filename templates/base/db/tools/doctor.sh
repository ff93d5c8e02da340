#!/usr/bin/env bash
# Looks for what is wrong with the database, or soon will be
#
# doctor
#
# Ends with 1 if there is a problem. Which migrations are pending is known to the app's image alone:
# a command that tells is printed.
set -euo pipefail
db=${BASH_SOURCE[0]%/*}/..
# shellcheck source=../lib.sh
source "$db/lib.sh"
(($# == 0)) || misuse "doctor takes no arguments, not \"$1\"."
problems=0

good() {
  printf 'ok       %s\n' "$1"
}

problem() {
  printf 'PROBLEM  %s\n' "$1"
  problems=$((problems + 1))
}

# verdict BAD GOOD PROBLEM
verdict() {
  if ((${1:-1})); then problem "$3"; else good "$2"; fi
}

check_server() {
  local version
  version=$(query <<<"SELECT current_setting('server_version')") || stop 'The database does not answer.'
  good "PostgreSQL $version answers, up since $(query <<<"SELECT pg_postmaster_start_time()::timestamptz(0)")."
}

# Over the container's address, where a password is asked for.
check_role() {
  if PGHOST=$(hostname) PGUSER=$DB_USER PGPASSWORD=$DB_PASSWORD PGDATABASE=$DB_NAME query <<<'' 2>/dev/null; then
    good "\"$DB_USER\" comes into \"$DB_NAME\" with its password."
  else
    problem "\"$DB_USER\" cannot come into \"$DB_NAME\" with its password: run docker compose up -d"
  fi
  verdict "$(
    query <<'SQL'
\getenv user DB_USER
SELECT (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)::int FROM pg_roles WHERE rolname = :'user';
SQL
  )" "\"$DB_USER\" is an ordinary role." "\"$DB_USER\" is missing, or more than an ordinary role."
}

# As the app's role, whose search_path may be another one.
check_migrations() {
  local newest
  newest=$(PGUSER=$DB_USER PGDATABASE=$DB_NAME query <<<"$NEWEST_MIGRATION" 2>/dev/null) || true
  if [[ -n $newest ]]; then
    good "The newest migration in \"$DB_NAME\" is $newest.${PENDING_COMMAND:+ Whether more are pending: docker compose run --rm migrate $PENDING_COMMAND}"
  else
    problem "No migration has run in \"$DB_NAME\": run docker compose run --rm migrate"
  fi
}

# APP_REPLICAS and the other two come from compose.prod.yaml; in development there is one process.
check_connections() {
  local most open pool
  most=$(query <<<"SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int")
  open=$(query <<<"SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
  verdict $((open * 10 > most * 9)) "$open of $most connections are open." "$open of $most connections are open: nearly all."
  [[ -n ${APP_REPLICAS:-} ]] || return 0
  # Old and new replicas run at once during a deployment; 10 are for the tools.
  pool=$((2 * APP_REPLICAS * WEB_CONCURRENCY * DB_POOL_SIZE + 10))
  verdict $((pool > most)) \
    "A deployment opens up to $pool connections (2 × $APP_REPLICAS replicas × $WEB_CONCURRENCY workers × $DB_POOL_SIZE, and 10) of $most." \
    "A deployment may open $pool connections (2 × $APP_REPLICAS replicas × $WEB_CONCURRENCY workers × $DB_POOL_SIZE, and 10), and $most are allowed: lower DB_POOL_SIZE."
}

check_transactions() {
  local long
  long=$(query <<<"SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND xact_start < now() - interval '5 minutes'")
  verdict "$long" 'No transaction is open for more than 5 minutes.' \
    "$long transactions are open for more than 5 minutes: see pg_stat_activity."
  verdict "$(query <<<"SELECT count(*) FROM pg_database
    WHERE datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid) AND datallowconn")" \
    'Text is sorted as when the indexes were built.' \
    'Text is sorted by another version than when the indexes were built: run REINDEX DATABASE and ALTER DATABASE … REFRESH COLLATION VERSION.'
}

check_sizes() {
  local size name free total
  while IFS='|' read -r size name; do
    good "\"$name\" has $size."
  done < <(query <<<"SELECT pg_size_pretty(pg_database_size(oid)), datname FROM pg_database
    WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname")
  free=$(free_bytes)
  total=$(query <<<'SELECT sum(pg_database_size(oid)) FROM pg_database')
  verdict $((free < total)) "$(human "$free") are free on the database's disk." \
    "Only $(human "$free") are free on the database's disk, less than the databases have."
}

check_backups() {
  local newest days
  # The name is the time; that of the file is lost in a copy.
  newest=$(find "$db/backups" -mindepth 2 -maxdepth 2 -path '*/[0-9]*T[0-9]*Z/manifest' -printf '%h\n' | sort | tail -n 1)
  if [[ -z $newest ]]; then
    # Development data needs none.
    verdict $((${APP_REPLICAS:+1} + 0)) 'There is no backup in db/backups.' \
      'There is no backup in db/backups: run docker compose run --rm db-tools backup'
    return
  fi
  newest=${newest##*/}
  days=$(((EPOCHSECONDS - $(date -d "${newest:0:8} ${newest:9:2}:${newest:11:2}Z" +%s)) / 86400))
  verdict $((days > 7 ? ${APP_REPLICAS:+1} + 0 : 0)) "The newest backup is $days days old." \
    "The newest backup is $days days old: run docker compose run --rm db-tools backup"
}

check_server
check_role
check_migrations
check_connections
check_transactions
check_sizes
check_backups
((problems == 0)) || stop "Problems found: $problems"
