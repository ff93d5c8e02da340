#!/bin/sh
# `app` in the development image: what production has as a binary, compiled from the mounted code.
set -eu

binary=$CARGO_TARGET_DIR/debug/app

# Names, sizes and times of what is compiled. Looking twice a second costs next to nothing, and needs
# no file events, which do not come through every mount. A file that is just being replaced is no error.
sources() {
  find src migrations -type f -printf '%p %s %T@\n' 2>/dev/null || true
}

# Compiles and starts anew after an edit. While the code does not compile, what ran goes on.
dev() {
  echo "Open ${APP_URL:-http://localhost:${PORT:-8000}}"
  server=
  compiled=
  while :; do
    found=$(sources)
    if [ "$found" != "$compiled" ]; then
      compiled=$found
      if cargo build --quiet --locked; then
        if [ -n "$server" ]; then
          kill "$server" 2>/dev/null || true
          wait "$server" || true
        fi
        "$binary" serve &
        server=$!
      fi
    fi
    sleep 0.5
  done
}

case ${1:-serve} in
  dev) dev ;;
  # Asked every few seconds, of the app that runs: it is compiled.
  healthcheck) exec "$binary" "$@" ;;
  *) exec cargo run --quiet --locked -- "$@" ;;
esac
