#!/bin/sh
# `app` in the development image: what production has as a jar, compiled from the mounted code.
set -eu

sources() { find src/main -printf '%p %T@\n' | sort; }

# Looks for changes instead of waiting for events, which do not come through every mount.
wait_for_edit() {
  while [ "$(sources)" = "$1" ]; do sleep 0.5; done
}

# Compiles after an edit, and tells Spring's devtools to start anew. While the code does not
# compile, what ran goes on.
watch() {
  seen=$(sources)
  while wait_for_edit "$seen"; do
    seen=$(sources)
    if mvn --offline --quiet compile; then touch target/classes/.restart; fi
  done
}

run() {
  exec mvn --offline --quiet -Dmaven.test.skip=true spring-boot:run "$@"
}

if [ "${1:-}" != dev ]; then
  run -Dspring-boot.run.arguments="$*"
fi
echo "Open ${APP_URL:-http://localhost:${PORT:-8000}}"
until now=$(sources) && mvn --offline --quiet compile; do wait_for_edit "$now"; done
watch &
run -Dspring-boot.run.jvmArguments=-Dspring.devtools.restart.trigger-file=.restart
