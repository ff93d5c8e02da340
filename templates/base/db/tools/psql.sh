#!/usr/bin/env bash
# SQL as the app's role, or as the administrator
#
# psql [--admin] [arguments of psql]
#
#   psql                            a prompt, with the rights that the app has
#   psql -c 'SELECT * FROM persons'
#   psql --admin                    with all rights
set -euo pipefail

export PGDATABASE=$DB_NAME PSQL_HISTORY=/dev/null
if [[ ${1:-} == --admin ]]; then
  shift
else
  export PGUSER=$DB_USER
fi
exec psql "$@"
