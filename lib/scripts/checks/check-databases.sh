#!/usr/bin/env bash
# Which databases are judged, and whether they are prepared. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${level:?}" "${first_database:?}"
databases=()
# Checks that are not possible, database by database.
lacking=()

# text_of JSON: a string with the line ends at its end. Names hold everything but NUL.
text_of() { jq -j . <<<"$1" && printf /; }

find_databases() {
  local line name wanted=$directory/checks/databases
  # For all of them together, so that ten databases do not wait ten times.
  prepared_by=$((SECONDS + ${PGFLEET_PREPARE_SECONDS:-120}))
  [[ ${PGFLEET_MANAGED-} == yes ]] || prepared_by=0
  if ! as_check "$first_database" --file "$directory/scripts/check-databases.sql" >"$work/databases" 2>"$work/errors"; then
    failed run "$first_database" '' "$work/errors"
    return 1
  fi
  if [[ -e $wanted && $(<"$wanted") != all ]]; then
    # shellcheck disable=SC2016 # variables of jq
    jq -cs --slurpfile there "$work/databases" '($there | map(.name)) as $names | .[] | select(IN($names[]) | not)' "$wanted" >"$work/missing"
    while IFS= read -r line; do
      name=$(text_of "$line")
      finding database-missing run "${name%/}" '' 'the list checks.databases names it, but the server has no such database'
    done <"$work/missing"
    # shellcheck disable=SC2016 # variables of jq
    jq -c --slurpfile wanted "$wanted" 'select(.name | IN($wanted[]))' "$work/databases" >"$work/databases.wanted"
    mv -- "$work/databases.wanted" "$work/databases"
  fi
  while IFS= read -r line; do
    name=$(text_of "$line")
    # shellcheck disable=SC2034 # read in check-findings.sh
    json_names["x${name%/}"]=$line
    enter_database "${name%/}"
  done <<<"$(jq -c .name "$work/databases")"
  find_forgotten
}

# Databases that conditions of the user name and that are not judged: else those conditions would hold for ever.
find_forgotten() {
  local line name
  # shellcheck disable=SC2016 # variables of jq
  jq -cn --slurpfile there "$work/databases" '($there | map(.name)) as $names | [inputs[].database] | unique[] | select(IN($names[]) | not)' \
    "$directory/checks/tables.json" "$directory/checks/expect.json" >"$work/missing" 2>/dev/null
  while IFS= read -r line; do
    name=$(text_of "$line")
    finding database-missing run "${name%/}" '' 'checks.tables or checks.expect names it, but it is not among the databases that are judged'
  done <"$work/missing"
}

# enter_database NAME: what can be logged in to is judged. Our agent prepares databases that are new within a minute.
enter_database() {
  local missing
  while :; do
    missing=refused
    # shellcheck disable=SC2016 # variables of jq
    ! as_check "$1" --file "$directory/scripts/check-prepared.sql" >"$work/prepared" 2>"$work/errors" ||
      missing=$(jq -r --arg level "$level" --arg skip " ${PGFLEET_CHECK_SKIP-} " '
        (if $level == "quick" then [] elif $level == "standard" then ["heap", "btree"] else ["heap", "btree", "visibility"] end) as $wanted
        | . as $there | [$wanted[] | . as $check | select($there[$check] or ($skip | contains(" \($check) ")) | not)] | join(" ")' "$work/prepared")
    [[ -n $missing ]] || break
    if ((SECONDS >= prepared_by)) || ! pause "${PGFLEET_RETRY_SECONDS:-2}"; then break; fi
  done
  # One that lets us in and then fails is damaged, and is judged as far as that goes.
  if [[ $missing == refused && -n $(sqlstate "$work/errors") ]]; then
    failed run "$1" '' "$work/errors"
    missing=
  elif [[ $missing == refused ]]; then
    finding database-refused run "$1" '' "$(tr -s '\n' ' ' <"$work/errors")"
    return
  fi
  [[ $missing != *heap* && $missing != *btree* ]] || finding amcheck-missing heap "$1" '' 'there is no extension amcheck whose functions this role may call'
  [[ $missing != *visibility* ]] || finding visibility-missing visibility "$1" '' 'there is no extension pg_visibility whose functions this role may call'
  databases+=("$1")
  lacking+=(" $missing ")
}
