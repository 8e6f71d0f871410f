#!/usr/bin/env bash
# Which databases are judged, and whether they are prepared. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${level:?}" "${first_database:?}"
# From the start of the run on, so that ten databases do not wait ten times.
databases=()
prepared_by=$((SECONDS + $([[ ${PGFLEET_MANAGED-} == yes ]] && printf '%s' "${PGFLEET_PREPARE_SECONDS:-120}" || printf 0)))

# text_of JSON: a string with the line ends at its end. Names hold everything but NUL.
text_of() { jq -j . <<<"$1" && printf /; }

find_databases() {
  local line name wanted=$directory/checks/databases
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
    enter_database "${name%/}"
  done <<<"$(jq -c .name "$work/databases")"
}

# enter_database NAME: what can be logged in to is judged. Our agent prepares databases that are new within a minute.
enter_database() {
  local answer fault
  while :; do
    fault=
    if ! as_check "$1" --file "$directory/scripts/check-prepared.sql" >"$work/prepared" 2>"$work/errors"; then
      fault=refused
    else
      # shellcheck disable=SC2016 # variables of jq
      answer=$(jq -r --arg level "$level" --arg skip " ${PGFLEET_CHECK_SKIP-} " '
        def wanted($check): ($skip | contains(" \($check) ") | not);
        [if $level != "quick" and (.heap and .btree | not) and (wanted("heap") or wanted("btree")) then "amcheck" else empty end,
         if $level == "full" and (.visibility | not) and wanted("visibility") then "pg_visibility" else empty end] | join(" ")' "$work/prepared")
      [[ -n $answer ]] || break
      fault=$answer
    fi
    if ((SECONDS >= prepared_by)) || ! pause "${PGFLEET_RETRY_SECONDS:-2}"; then break; fi
  done
  case $fault in
  refused) finding database-refused run "$1" '' "$(tr -s '\n' ' ' <"$work/errors")" && return ;;
  *amcheck*) finding amcheck-missing heap "$1" '' 'there is no extension amcheck whose functions this role may call' ;;
  esac
  [[ $fault != *pg_visibility* ]] || finding visibility-missing visibility "$1" '' 'there is no extension pg_visibility whose functions this role may call'
  databases+=("$1")
}
