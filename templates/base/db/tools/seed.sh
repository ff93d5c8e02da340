#!/usr/bin/env bash
# Runs db/seeds/*.sql in the app's database
#
# seed
#
# In the order of their names, as the app's role and in one transaction: all of them or, after an
# error, none. Write them so that a second run changes nothing (ON CONFLICT DO NOTHING).
set -euo pipefail
db=${BASH_SOURCE[0]%/*}/..
# shellcheck source=../lib.sh
source "$db/lib.sh"
(($# == 0)) || misuse "seed takes no arguments, not \"$1\"."

shopt -s nullglob
files=("$db"/seeds/*.sql)
((${#files[@]} > 0)) || stop 'There are no files db/seeds/*.sql.'
printf '%s\n' "${files[@]##*/}"
output=$(PGDATABASE=$DB_NAME PGUSER=$DB_USER psql -X -v ON_ERROR_STOP=1 --single-transaction "${files[@]/#/--file=}") ||
  stop 'Nothing was changed.'
rows=$(awk '/^(INSERT 0|UPDATE|DELETE|COPY|MERGE) [0-9]+$/ { rows += $NF } END { print rows + 0 }' <<<"$output")
printf '%d files ran in "%s": %d rows inserted, updated or deleted.\n' "${#files[@]}" "$DB_NAME" "$rows"
