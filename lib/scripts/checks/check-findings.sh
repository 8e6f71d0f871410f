#!/usr/bin/env bash
# Findings and states of checks, as lines of JSON in $work. Sourced by check.sh.

: "${directory:?}" "${work:?}"

# finding CODE CHECK DATABASE OBJECT DETAIL: an empty DATABASE is the server.
finding() {
  local words="$1: ${3:+database $3, }${4:+$4: }$5"
  say "${words//[[:cntrl:]]/ }"
  # shellcheck disable=SC2016 # variables of jq
  jq -cn --arg code "$1" --arg check "$2" --arg database "$3" --arg object "$4" --arg detail "${5:0:4000}" \
    '{code: $code, check: $check, database: ($database | if . == "" then null else . end), object: $object, detail: $detail}' >>"$work/findings"
}

# state CHECK DATABASE STATE OBJECTS SECONDS [REASON]: without a process, since there is one for each check of each database.
state() {
  local reason=${6-}
  printf '{"check":"%s","database":%s,"state":"%s","objects":%s,"seconds":%s,"reason":"%s"}\n' \
    "$1" "$(json_of "$2")" "$3" "$4" "$5" "${reason//[\"\\[:cntrl:]]/ }" >>"$work/checks"
}

# json_of DATABASE: as the server gave it; an empty one is the server. A letter before it, since "@" would stand for all.
declare -A json_names
json_of() { printf '%s' "${json_names["x$1"]:-null}"; }

# sqlstate FILE: that of the first error that psql printed; the words around it may be in any language.
sqlstate() {
  local found
  found=$(grep -aoE -m 1 '^(psql:[^ ]* )?[^: ]+:  [0-9A-Z]{5}: ' "$1") || return 0
  found=${found%: }
  printf '%s' "${found##* }"
}

# failed CHECK DATABASE OBJECT FILE [CODE]: a finding for the error that psql printed into FILE. 2 is how it ends without its connection.
failed() {
  local found code
  found=$(sqlstate "$4")
  [[ -n $found || ${5-} != 2 ]] || found=lost
  # shellcheck disable=SC2016 # variables of jq
  code=$(jq -rn --arg check "$1" --arg state "$found" "$(<"$directory/scripts/check-error.jq")"' code_of($check; $state)')
  finding "$code" "$1" "$2" "$3" "$(head -c 2000 "$4" | tr -s '\n' ' ')"
}
