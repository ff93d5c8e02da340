#!/bin/sh
# docker compose run --rm dev lock [--upgrade]
# Writes requirements.txt and requirements-dev.txt: every package of pyproject.toml, exact, with
# hashes, for all platforms. What is locked stays as it is unless pyproject.toml or --upgrade says so.
set -eu

export UV_CUSTOM_COMPILE_COMMAND='docker compose run --rm dev lock'
compile() {
  uv pip compile --quiet --universal --generate-hashes "$@" pyproject.toml
}

compile --output-file requirements.txt "$@"
compile --output-file requirements-dev.txt --group dev --constraint requirements.txt "$@"
echo 'Locked. Now build with it: docker compose up --build'
