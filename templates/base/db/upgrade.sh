#!/usr/bin/env bash
# docker compose run --rm db-upgrade: copies all databases and roles of the former major version,
# which db-old serves from its own volume, into the new one. Only what was compared gets the mark
# that db-setup waits for; until then nothing is lost, and it may be run again.
set -euo pipefail
db=${BASH_SOURCE[0]%/*}
# shellcheck source=lib.sh
source "$db/lib.sh"

old() {
  PGPORT=5433 "$@"
}

major() {
  query <<<"SELECT current_setting('server_version_num')::int / 10000"
}

databases() {
  query <<<"SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname"
}

# Roles keep their passwords. pg_dumpall would fail at a role that exists.
copy_roles() {
  local roles
  roles=$(old query <<<"SELECT format('CREATE ROLE %I;', rolname) FROM pg_roles
    WHERE rolname <> 'postgres' AND rolname NOT LIKE 'pg\\_%'")
  query < <(
    query <<<"SELECT format('DROP ROLE %I;', rolname) FROM pg_roles
      WHERE rolname <> 'postgres' AND rolname NOT LIKE 'pg\\_%'"
    printf '%s\n' "$roles"
  )
  old pg_dumpall --roles-only | sed '/^CREATE ROLE /d; /^ALTER ROLE postgres /d' | query >/dev/null
}

drop_copies() {
  query <<'SQL'
SELECT format('DROP DATABASE %I WITH (FORCE)', datname)
FROM pg_database
WHERE NOT datistemplate AND datname <> 'postgres'
\gexec
SQL
}

# Rows of each table, value of each sequence, names of the extensions.
contents() {
  table_rows "$1"
  PGDATABASE=$1 query <<'SQL'
SELECT format('sequence %s %I.%I', last_value, schemaname, sequencename)
FROM pg_sequences ORDER BY schemaname COLLATE "C", sequencename COLLATE "C";
SELECT 'extension ' || extname FROM pg_extension ORDER BY extname COLLATE "C";
SQL
}

check_extensions() {
  local name extension
  for name in "${names[@]}"; do
    while IFS= read -r extension; do
      [[ $(EXTENSION=$extension query <<<$'\\getenv name EXTENSION\nSELECT count(*) FROM pg_available_extensions WHERE name = :\'name\'') == 1 ]] ||
        stop "\"$name\" uses the extension $extension, which this image of PostgreSQL $to does not have: nothing was changed."
    done < <(PGDATABASE=$name old query <<<'SELECT extname FROM pg_extension')
  done
}

(($# == 0)) || misuse "db-upgrade takes no arguments, not \"$1\"."
exec {lock}<"${BASH_SOURCE[0]}"
flock --nonblock "$lock" || stop 'Another upgrade is running.'
started=$SECONDS
to=$(major)
from=$(old major)
# While this session lives, db-old does.
exec {session}> >(old psql -Xq)
[[ ,$(upgraded_from), != *,$from,* ]] || stop "PostgreSQL $to has the data of $from already: nothing to do."
marks=$(old upgraded_from)
earlier=$(waiting_majors "${marks:+$marks,}$from")
[[ -z $earlier ]] || stop "$(wrong_order "${earlier##*$'\n'}" "$from")"

list=$(old databases)
names=()
[[ -z $list ]] || mapfile -t names <<<"$list"
bytes=$(needed_bytes "$(old query <<<'SELECT sum(pg_database_size(oid)) FROM pg_database')")
free=$(free_bytes)
((free > bytes)) ||
  stop "The databases need $(human "$bytes"), and the disk of PostgreSQL $to has only $(human "$free"): nothing was changed."
check_extensions

step "Copying the roles of PostgreSQL $from to $to."
drop_copies
copy_roles
for name in "${names[@]}"; do
  step "Copying \"$name\"."
  PGDATABASE=$name old pg_dump --create --format=custom --compress=0 |
    pg_restore --create --exit-on-error --dbname=postgres ||
    stop "\"$name\" could not be copied. PostgreSQL $from still has everything."
  step "Comparing \"$name\"."
  before=$(old contents "$name")
  after=$(contents "$name")
  [[ $before == "$after" ]] || stop "The copy of \"$name\" differs. PostgreSQL $from still has everything."
  PGDATABASE=$name query <<<'ANALYZE'
  printf '"%s": %s, the same in both.\n' "$name" "$(total_of <<<"$after")"
done

step "Stopping PostgreSQL $from."
exec {session}>&-
for ((second = 0; second < 60; second++)); do
  pg_isready --quiet --port=5433 || break
  sleep 1
done
step "Marking PostgreSQL $to as upgraded."
FROM=${marks:+$marks,}$from query <<'SQL'
\getenv from FROM
ALTER DATABASE postgres SET docker_pg.upgraded_from = :'from';
SQL
printf 'Done after %d s. Now run: docker compose up -d\n' "$((SECONDS - started))"
printf 'The data of PostgreSQL %s stays as it was in %s. The way back: npx create-docker-pg-app --postgres %s\n' \
  "$from" "$OLD_DATA" "$from"
