#!/bin/sh
# docker compose run --rm dev lock [--upgrade]
# Writes requirements.txt and requirements-dev.txt: every package of pyproject.toml, exact, with the
# hashes of its files for Linux. What is locked stays as it is unless pyproject.toml or --upgrade
# says so.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset UV_FROZEN

# The versions: those of the present files where they still fit.
cat requirements.txt requirements-dev.txt >"$work/versions.txt"
uv pip compile --quiet --universal --no-header --no-annotate --no-strip-extras \
  --group dev --output-file "$work/versions.txt" "$@" pyproject.toml

# The hashes: only uv.lock knows which files fit, and it would hold a registry's address.
grep -q '^\[tool\.uv\]$' pyproject.toml || echo '[tool.uv]' >"$work/pyproject.toml"
sed 's/.*/    "&",/; 1i constraint-dependencies = [
$a ]' "$work/versions.txt" >"$work/constraints.toml"
sed "/^\[tool\.uv\]$/r $work/constraints.toml" pyproject.toml >>"$work/pyproject.toml"
uv lock --quiet --project "$work"
export_to() {
  file=$1
  shift
  {
    echo '# Written by: docker compose run --rm dev lock'
    uv export --quiet --project "$work" --frozen --no-header --no-emit-project "$@"
  } | sed "s/ ; platform_python_implementation == 'CPython' and sys_platform == 'linux'//" >"$work/$file"
}
export_to requirements.txt --no-dev
export_to requirements-dev.txt --only-dev
cp "$work/requirements.txt" "$work/requirements-dev.txt" .
echo 'Locked. Now build with it: docker compose up --build'
