#!/bin/sh
# `app` in the development image: what production has as a binary, compiled from the mounted code.
set -eu

case ${1:-serve} in
  dev)
    echo "Open ${APP_URL:-http://localhost:${PORT:-8000}}"
    # File events do not come through every mount; looking twice a second does.
    exec air ${RELOAD_POLLING:+-build.poll=true}
    ;;
  # Asked every few seconds, of the app that runs: air has compiled it.
  healthcheck) exec /tmp/air/app "$@" ;;
  *) exec go run ./cmd/app "$@" ;;
esac
