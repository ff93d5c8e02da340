#!/usr/bin/env bash
# Drops the app's database and its test database, and makes them anew
#
# recreate [--yes]
#
#   --yes   does not ask
#
# All data in them is lost. Migrations have to run afterwards.
set -euo pipefail
db=${BASH_SOURCE[0]%/*}/..
# shellcheck source=../lib.sh
source "$db/lib.sh"

[[ ${1:---yes} == --yes ]] || misuse "recreate knows only --yes, not \"$1\"."
confirm "drops all data of \"$DB_NAME\" and \"$TEST_DB_NAME\"" "${1:-}"

query <<'SQL'
\getenv name DB_NAME
\getenv test TEST_DB_NAME
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
DROP DATABASE IF EXISTS :"test" WITH (FORCE);
SQL
bash "$db/setup.sh"
printf 'Both databases are new and empty. Now run: docker compose run --rm migrate\n'
