#!/usr/bin/env bash
# A check that is one file of SQL: rows of {"code", "object", "detail"}, and {"objects": number} for what was looked at. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${first_database:?}"

# run_sql CHECK DATABASE
run_sql() {
  local start=$SECONDS code=0 file=$directory/scripts/check-$1.sql
  as_check "${2:-$first_database}" --file "$file" >"$work/rows" 2>"$work/errors" || code=$?
  # Once more, where the connection ended and not the check.
  if ((code == 2)) && server_again; then
    code=0
    as_check "${2:-$first_database}" --file "$file" >"$work/rows" 2>"$work/errors" || code=$?
  fi
  conclude "$1" "$2" "$code" "$start"
}

# conclude CHECK DATABASE CODE START: findings and state of what psql wrote into rows and errors.
conclude() {
  local ending='done' reason='' line
  case $3 in
  0) ;;
  124 | 137 | 143) ending=unfinished reason=$(why_over) ;;
  *) failed "$1" "$2" '' "$work/errors" "$3" ;;
  esac
  # shellcheck disable=SC2016 # variables of jq
  while IFS= read -r line; do
    if [[ $line == finding* ]]; then printf '%s\n' "${line#finding }" >>"$work/findings"; else printf '%s\n' "${line#state }" >>"$work/checks"; fi
  done <<<"$(jq -rs --arg check "$1" --arg database "$2" --arg state "$ending" --argjson seconds "$((SECONDS - $4))" --arg reason "$reason" '
    ($database | if . == "" then null else . end) as $own
    | (.[] | select(.code != null) | {code, check: $check, database: (if has("database") then .database else $own end), object: (.object // ""), detail: (.detail // "")} | "finding \(tojson)"),
      ({check: $check, database: $own, state: $state, objects: (map(.objects // 0) | add // 0), seconds: $seconds, reason: $reason} | "state \(tojson)")' "$work/rows")"
}
