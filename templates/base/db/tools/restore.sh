#!/usr/bin/env bash
# Brings back a backup, and keeps what was there under another name
#
# restore [<name>|latest] [--yes]
#
#   restore                          lists the backups
#   restore latest                   the newest
#   restore 20260131T120000Z --yes   this one of db/backups, without asking
#
# The backup goes into a new database, which is compared with the manifest and then takes the
# name of the app's, in one step that ends all connections. Until then the app goes on; what was
# there stays as <name>_before_<time>. All that is restored belongs to the app's role: rights
# of other roles are not brought back. Migrations that are newer than the backup run afterwards
# with: docker compose run --rm migrate
set -euo pipefail
db=${BASH_SOURCE[0]%/*}/..
# shellcheck source=../lib.sh
source "$db/lib.sh"
backups=$db/backups
new=docker_pg_restoring

names() {
  local file
  for file in "$backups"/*/manifest; do
    [[ ! -f $file ]] || basename "${file%/manifest}"
  done
}

list() {
  local name
  names | while IFS= read -r name; do
    printf '%s  %s\n' "$name" "$(total_of <"$backups/$name/manifest")"
  done
}

field() {
  sed -n "s/^$1 //p" "$manifest"
}

# Nothing has been changed when one of these stops.
check() {
  [[ -f $manifest && -f $dump ]] || stop "There is no backup \"$name\" in db/backups. The newest is: $(names | tail -n 1)"
  [[ $(head -n 1 "$manifest") == 'backup 1' ]] || stop "\"$name\" is no backup that this tool can read."
  [[ $(field project) == "$PROJECT" ]] || stop "\"$name\" is a backup of another project: $(field project)."
  local major bytes free
  major=$(query <<<"SELECT current_setting('server_version_num')::int / 10000")
  (($(field major) <= major)) || stop "\"$name\" is of PostgreSQL $(field major), and this server is $major."
  [[ $(sha256sum <"$dump") == "$(field sha256) "* ]] || stop "\"$name\" is damaged: its checksum is another one."
  pg_restore --list "$dump" >/dev/null || stop "\"$name\" is damaged: pg_restore cannot read it."
  bytes=$(needed_bytes "$(field bytes)") free=$(free_bytes)
  ((free > bytes)) || stop "\"$name\" needs $(human "$bytes"), and the database's disk has only $(human "$free")."
}

make_database() {
  query <<SQL
\getenv user DB_USER
DROP DATABASE IF EXISTS $new;
CREATE DATABASE $new OWNER :"user";
REVOKE ALL ON DATABASE $new FROM PUBLIC;
SQL
}

# load PATTERN [pg_restore's options]: those entries of the dump whose line in its list matches.
load() {
  pg_restore --exit-on-error --no-owner --no-privileges --dbname="$new" \
    --use-list=<(pg_restore --list "$dump" | grep -P "^\d+; \d+ \d+ $1") "${@:2}" "$dump"
}

# Only the administrator may make any extension, and it may need its schema first.
load_all() {
  load 'SCHEMA ' --role="$DB_USER" &&
    load 'EXTENSION ' &&
    load '(?!SCHEMA |EXTENSION |COMMENT - EXTENSION )' --role="$DB_USER"
}

# Ends whoever is in the app's database, again and again. By its number: the name changes hands.
end_connections() {
  exec psql -XqAt -o /dev/null <<'SQL'
\getenv name DB_NAME
SELECT oid AS former FROM pg_database WHERE datname = :'name'
\gset
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datid = :former AND backend_type = 'client backend'
\watch 0.05
SQL
}

# Prints the name that the former database has now, and the statement that drops it.
swap() {
  query <<SQL
\getenv name DB_NAME
-- Postgres takes 63 bytes, and _before_ with the time has 23.
SELECT left(:'name', max(length)) || to_char(now() AT TIME ZONE 'UTC', '"_before_"YYYYMMDD"T"HH24MISS') AS former
FROM generate_series(0, 63) AS length
WHERE octet_length(left(:'name', length)) <= 40
\gset
BEGIN;
ALTER DATABASE :"name" RENAME TO :"former";
ALTER DATABASE $new RENAME TO :"name";
COMMIT;
SELECT :'former';
SELECT format('DROP DATABASE %I;', :'former');
SQL
}

name='' yes=''
for argument; do
  case $argument in
    --yes) yes=--yes ;;
    -* | */* | .*) misuse "restore takes the name of a backup and --yes, not \"$argument\"." ;;
    *) name=$argument ;;
  esac
done
if [[ -z $name ]]; then
  list
  exit
fi
if [[ $name == latest ]]; then
  name=$(names | tail -n 1)
  [[ -n $name ]] || stop 'There is no backup in db/backups yet: run docker compose run --rm db-tools backup'
fi
dump=$backups/$name/database.dump manifest=$backups/$name/manifest

step "Checking the backup $name."
check
confirm "replaces the data of \"$DB_NAME\" by the backup $name, and keeps it under another name" "$yes"
started=$SECONDS
step 'Loading it into a new database.'
make_database || stop 'Nothing was changed.'
trap 'query <<<"DROP DATABASE IF EXISTS $new WITH (FORCE)"' EXIT
load_all || stop 'The backup could not be loaded, and nothing was changed.'
step 'Comparing that with the manifest.'
[[ $(table_rows "$new") == "$(grep '^table ' "$manifest")" ]] ||
  stop 'What was loaded differs from the manifest, and nothing was changed.'
step 'Collecting statistics for the planner.'
PGDATABASE=$new query <<<'ANALYZE'
step 'Swapping the databases.'
end_connections &
swapped=$(swap) || stop 'The databases could not be swapped, and nothing was changed.'
kill "$!"
trap - EXIT
printf '"%s" is the backup %s: %s, after %d s.\n' "$DB_NAME" "$name" "$(total_of <"$manifest")" "$((SECONDS - started))"
printf 'What was there is "%s". To drop it, type in psql --admin: %s\n' "${swapped%$'\n'*}" "${swapped##*$'\n'}"
