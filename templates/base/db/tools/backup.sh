#!/usr/bin/env bash
# Writes the app's database into a new folder of db/backups
#
# backup
#
# The folder is named after the time (UTC) and holds database.dump, in the format of pg_dump, and
# manifest: the version, a checksum, and the rows of each table. Both are of one moment, whatever
# the app writes meanwhile. Only the owner of db/backups can read them. Copy them to another
# machine: what is on this one only is lost with it.
set -euo pipefail
db=${BASH_SOURCE[0]%/*}/..
# shellcheck source=../lib.sh
source "$db/lib.sh"
(($# == 0)) || misuse "backup takes no arguments, not \"$1\"."

# Prints the manifest, and has pg_dump write $DUMP from the same snapshot.
dump() {
  query <<'SQL'
\getenv project PROJECT
\getenv rows TABLE_ROWS
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot
\gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --snapshot="$SNAPSHOT" --file="$DUMP" || rm -f "$DUMP"
SELECT 'backup 1' UNION ALL
SELECT 'project ' || :'project' UNION ALL
SELECT 'major ' || current_setting('server_version_num')::int / 10000 UNION ALL
SELECT 'bytes ' || pg_database_size(current_database());
\i :rows
SQL
}

started=$SECONDS
backups=$db/backups
name=$(date -u +%Y%m%dT%H%M%SZ)
umask 077
[[ -d $backups ]] || stop 'There is no folder db/backups: make it first.'
exec {lock}<"$backups"
flock --nonblock "$lock" || stop 'Another backup is being written.'
# What a killed run left behind is of no use.
partial=$backups/.partial
rm -rf "$partial"
trap 'rm -rf "$partial"' EXIT
mkdir "$partial" || stop 'Nothing can be written into db/backups.'

export DUMP=$partial/database.dump TABLE_ROWS=$db/table-rows.sql
manifest=$(PGDATABASE=$DB_NAME dump) || stop 'The backup failed, and nothing of it was kept.'
# psql does not say whether pg_dump did its part.
[[ -s $DUMP ]] || stop 'The backup failed, and nothing of it was kept.'
sum=$(sha256sum <"$DUMP")
printf '%s\n' "$manifest" "sha256 ${sum%% *}" >"$partial/manifest" ||
  stop 'The backup failed, and nothing of it was kept.'
sync "$DUMP" "$partial/manifest"
chown -R "$(stat -c %u:%g "$backups")" "$partial"
mv --no-target-directory "$partial" "$backups/$name"
printf 'db/backups/%s has "%s": %s, in a file of %s, after %d s.\n' "$name" "$DB_NAME" \
  "$(total_of <<<"$manifest")" "$(human "$(stat -c %s "$backups/$name/database.dump")")" "$((SECONDS - started))"
