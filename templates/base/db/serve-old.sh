#!/usr/bin/env bash
# The former major on its own volume, for db-upgrade alone: nobody else reaches 127.0.0.1 of the
# database's container. Stops by itself when nobody is connected any more, so that an upgrade that
# was killed leaves no server behind that holds the volume.
set -euo pipefail
# shellcheck source=lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Without a database the image would make an empty one.
[[ -f $PGDATA/PG_VERSION ]] || stop 'The old volume has no database: there is nothing to upgrade.'
docker-entrypoint.sh postgres -c listen_addresses=127.0.0.1 -c port=5433 &
server=$!
trap 'kill -INT "$server"' INT TERM

clients() {
  PGPORT=5433 PGUSER=postgres PGHOST=127.0.0.1 query 2>/dev/null <<<"SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
}

# A minute for the upgrade to come; while the server starts, there is no answer.
patience=60 idle=0
while kill -0 "$server" 2>/dev/null && ((idle < patience)); do
  sleep 1
  case $(clients || true) in
    '') ;;
    0) idle=$((idle + 1)) ;;
    *) patience=2 idle=0 ;;
  esac
done
while kill -INT "$server" 2>/dev/null; do
  # A signal ends the waiting early.
  wait "$server" || true
done
