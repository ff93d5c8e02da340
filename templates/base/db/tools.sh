#!/usr/bin/env bash
# docker compose run --rm db-tools <verb>: each verb is a script in tools/, whose first comment
# lines are its help.
set -euo pipefail
tools=${BASH_SOURCE[0]%/*}/tools
# shellcheck source=lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# The comment below a script's first line.
help_of() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$tools/$1.sh"
}

verbs() {
  local file
  for file in "$tools"/*.sh; do
    basename "$file" .sh
  done
}

print_help() {
  printf 'usage: docker compose run --rm db-tools <verb>\n\n'
  local verb
  for verb in $(verbs); do
    printf '  %-10s %s\n' "$verb" "$(help_of "$verb" | head -n 1)"
  done
  printf '\nMore about one: docker compose run --rm db-tools <verb> --help\n'
}

# How many letters to change, add or leave out (Levenshtein) between two words.
distance() {
  local -i i j cost
  local -a row=() next
  for ((j = 0; j <= ${#2}; j++)); do row+=("$j"); done
  for ((i = 1; i <= ${#1}; i++)); do
    next=("$i")
    for ((j = 1; j <= ${#2}; j++)); do
      ((cost = row[j - 1])) || true
      [[ ${1:i-1:1} == "${2:j-1:1}" ]] || cost+=1
      if ((cost > row[j] + 1)); then ((cost = row[j] + 1)); fi
      if ((cost > next[j - 1] + 1)); then ((cost = next[j - 1] + 1)); fi
      next+=("$cost")
    done
    row=("${next[@]}")
  done
  printf '%s' "${row[-1]}"
}

nearest_verb() {
  local verb
  for verb in $(verbs); do
    printf '%s %s\n' "$(distance "$1" "$verb")" "$verb"
  done | sort -n | head -n 1 | cut -d ' ' -f 2
}

verb=${1:-}
case $verb in
  '')
    print_help >&2
    exit 2
    ;;
  -h | --help | help)
    print_help
    exit
    ;;
esac
if [[ $verb == */* || ! -f $tools/$verb.sh ]]; then
  printf 'There is no "%s". Did you mean "%s"?\n' "$verb" "$(nearest_verb "$verb")" >&2
  exit 2
fi
if [[ ${2:-} == --help ]]; then
  help_of "$verb"
  exit
fi
shift
read_settings
exec bash "$tools/$verb.sh" "$@"
