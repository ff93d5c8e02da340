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

confirm() {
  [[ -t 0 ]] || stop "This drops all data of \"$DB_NAME\", and there is no terminal to ask at: add --yes."
  local answer=
  printf 'This drops all data of "%s" and "%s".\nType the name of the database to go on: ' "$DB_NAME" "$TEST_DB_NAME"
  read -r answer || true
  [[ $answer == "$DB_NAME" ]] || stop 'Nothing was changed.'
}

case ${1:-} in
  --yes) ;;
  '') confirm ;;
  *)
    printf 'recreate knows only --yes, not "%s".\n' "$1" >&2
    exit 2
    ;;
esac

query <<'SQL'
\getenv name DB_NAME
\getenv test TEST_DB_NAME
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
DROP DATABASE IF EXISTS :"test" WITH (FORCE);
SQL
bash "$db/setup.sh"
printf 'Both databases are new and empty. Now run: docker compose run --rm migrate\n'
