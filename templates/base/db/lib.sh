# Shared by setup.sh and the tools; sourced by bash inside the database image.
# shellcheck shell=bash

# Says in one sentence what is wrong, and ends with 1.
stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

# For a wrong use of a verb: the sentence, and 2.
misuse() {
  printf '%s\n' "$1" >&2
  exit 2
}

# Says what is done now; results alone go to standard output.
step() {
  printf '%s\n' "$1" >&2
}

# confirm WHAT [--yes]: goes on with --yes, or when the database's name is typed.
confirm() {
  [[ ${2:-} != --yes ]] || return 0
  [[ -t 0 ]] || stop "This $1, and there is no terminal to ask at: add --yes."
  local answer=
  printf 'This %s.\nType the name of the database to go on: ' "$1"
  read -r answer || true
  [[ $answer == "$DB_NAME" ]] || stop 'Nothing was changed.'
}

# DB_NAME, DB_USER and DB_PASSWORD (or what DB_PASSWORD_FILE holds) into the environment of psql,
# with TEST_DB_NAME beside them.
read_settings() {
  if [[ -n ${DB_PASSWORD_FILE:-} ]]; then
    [[ -f $DB_PASSWORD_FILE && -r $DB_PASSWORD_FILE ]] || stop "The password's file $DB_PASSWORD_FILE cannot be read."
    DB_PASSWORD=$(cat "$DB_PASSWORD_FILE" && printf x) || exit
    # The line end that editors add is none of the password; a space is.
    DB_PASSWORD=${DB_PASSWORD%x}
    DB_PASSWORD=${DB_PASSWORD%$'\n'}
    DB_PASSWORD=${DB_PASSWORD%$'\r'}
  fi
  [[ -n ${DB_NAME:-} ]] || stop 'DB_NAME is empty.'
  [[ -n ${DB_USER:-} ]] || stop 'DB_USER is empty.'
  [[ -n ${DB_PASSWORD:-} ]] || stop "The password of the app's role is empty."
  export DB_NAME DB_USER DB_PASSWORD TEST_DB_NAME=${DB_NAME}_test PGCLIENTENCODING=UTF8
}

byte_length() {
  local LC_ALL=C
  printf '%s' "${#1}"
}

# Runs the SQL on standard input as the administrator, stops at the first error, prints rows only.
# Values go in by \getenv and :'value' or :"name", never as text of the script.
query() {
  PGOPTIONS='-c client_min_messages=error' psql -XqAt -v ON_ERROR_STOP=1
}

# table_rows DATABASE: a line "table <rows> <name>" for each table, always in the same order.
table_rows() {
  PGDATABASE=$1 query <"${BASH_SOURCE[0]%/*}/table-rows.sql"
}

# Of lines of table_rows: "3 tables with 120 rows".
total_of() {
  awk '$1 == "table" { tables++; rows += $2 } END { printf "%d tables with %d rows", tables, rows }'
}

# Majors whose volumes are mounted at /former/<major>, oldest first.
former_majors() {
  find /former -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -n
}

# The majors, separated by commas, whose data was brought to the server of the environment. That is
# the mark of db-upgrade.
upgraded_from() {
  query <<<"SELECT current_setting('docker_pg.upgraded_from', true)"
}

# waiting_majors MARK: those former majors that have a database and are not in the mark.
waiting_majors() {
  local major
  for major in $(former_majors); do
    # Up to 17 the volume is the cluster itself; from 18 on the cluster is two folders below it.
    [[ -f /former/$major/PG_VERSION || -f /former/$major/$major/docker/PG_VERSION ]] || continue
    [[ ,$1, == *,$major,* ]] || printf '%s\n' "$major"
  done
}

# wrong_order MAJOR NEXT: the data of MAJOR was never brought to NEXT, and this is later than NEXT.
wrong_order() {
  printf 'The data is still in the volume of PostgreSQL %s, and has to be brought to %s first: ' "$1" "$2"
  printf 'npx create-docker-pg-app --postgres %s, then docker compose run --rm db-upgrade, then this version again.\n' "$2"
}

# Bytes that are free where the server keeps its data.
free_bytes() {
  query <<'SQL'
CREATE TEMP TABLE free (bytes bigint);
COPY free FROM PROGRAM 'df --output=avail --block-size=1 . | tail -n 1';
SELECT bytes FROM free;
SQL
}

# What restoring so many bytes takes on the disk: they are in the write-ahead log too, until its
# oldest parts are used again.
needed_bytes() {
  BYTES=$1 query <<'SQL'
\getenv bytes BYTES
SELECT :bytes + least(:bytes, pg_size_bytes(current_setting('max_wal_size')));
SQL
}

human() {
  numfmt --to=iec --suffix=B "$1"
}
