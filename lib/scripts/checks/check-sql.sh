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
  local objects ending=finished
  # shellcheck disable=SC2016 # variables of jq
  jq -c --arg check "$1" --arg database "$2" 'select(.code != null)
    | {code, check: $check, database: (.database // ($database | if . == "" then null else . end)), object: (.object // ""), detail: (.detail // "")}' \
    "$work/rows" >>"$work/findings"
  objects=$(jq -s 'map(.objects // 0) | add // 0' "$work/rows")
  case $3 in
  0) ;;
  124 | 137 | 143) ending=unfinished ;;
  *) failed "$1" "$2" '' "$work/errors" "$3" ;;
  esac
  if [[ $ending == unfinished ]]; then
    state "$1" "$2" unfinished "$objects" "$((SECONDS - $4))" "$(why_over)"
  else
    state "$1" "$2" 'done' "$objects" "$((SECONDS - $4))"
  fi
}
