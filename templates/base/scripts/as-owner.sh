#!/bin/sh
# Runs a command as the owner of the project's folder, so that the files it makes belong to you.
# Where the engine shows you as root (Docker Desktop, rootless Docker), root is that owner.
# OWNED_DIRS: folders on named volumes that the command must be able to write to.
set -eu

owner=$(stat -c %u:%g .)
for dir in ${OWNED_DIRS:-}; do
  if [ "$(stat -c %u:%g "$dir")" != "$owner" ]; then
    chown -R "$owner" "$dir"
  fi
  case $dir in
    "$PWD"/*) chown "$owner" "/project/${dir#"$PWD"/}" ;;
  esac
done

if [ "$owner" != 0:0 ]; then
  export HOME=/tmp/home
  mkdir -p "$HOME"
  chown "$owner" "$HOME"
  set -- setpriv --reuid="${owner%:*}" --regid="${owner#*:}" --clear-groups -- "$@"
fi
exec "$@"
