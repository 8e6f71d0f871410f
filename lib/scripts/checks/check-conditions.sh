#!/usr/bin/env bash
# The user's own conditions: tables that exist, with rows, and queries with an answer. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${run=}"

# run_tables CHECK DATABASE: up to 200 in one session, since they reach psql as an environment variable.
run_tables() {
  local start=$SECONDS code=0 from number total
  # shellcheck disable=SC2016 # variables of jq
  jq -c --arg database "$2" '[.[] | select(.database == $database)]' "$directory/checks/tables.json" >"$work/tables" 2>"$work/errors" || printf '[]' >"$work/tables"
  total=$(jq length "$work/tables")
  : >"$work/rows"
  for ((from = 0; from < total; from += 200)); do
    {
      for ((number = 0; number < 200 && from + number < total; number++)); do
        printf '\\set number %s\n\\i :scripts/check-tables-one.sql\n' "$number"
      done
    } >"$work/tables.sql"
    # shellcheck disable=SC2016 # variables of jq
    PGFLEET_TABLES=$(jq -c --argjson from "$from" '.[$from:$from + 200]' "$work/tables") as_check "$2" --set ON_ERROR_STOP=0 \
      --set scripts="$directory/scripts" --file "$directory/scripts/check-tables.sql" --file "$work/tables.sql" >>"$work/rows" 2>"$work/errors" || code=$?
    ((code == 0)) || break
  done
  conclude_errors "$1" "$2"
  conclude "$1" "$2" "$code" "$start"
}

# Errors that the server put into rows, as codes.
conclude_errors() {
  # shellcheck disable=SC2016 # variables of jq
  jq -c --arg check "$1" "$(<"$directory/scripts/check-error.jq")"' if .error then {code: code_of($check; .error), object, detail: .message} else . end' \
    "$work/rows" >"$work/rows.judged"
  mv -- "$work/rows.judged" "$work/rows"
}

# run_expect CHECK DATABASE: one session for each query. SQL only, since in restricted mode psql runs no backslash command.
run_expect() {
  local start=$SECONDS number total ending=finished done=0
  # shellcheck disable=SC2016 # variables of jq
  jq -c --arg database "$2" '[.[] | select(.database == $database)]' "$directory/checks/expect.json" >"$work/expect" 2>"$work/errors" || printf '[]' >"$work/expect"
  total=$(jq length "$work/expect")
  for ((number = 0; number < total; number++)); do
    over && ending=unfinished && break
    expect_one "$1" "$2" "$(jq -r ".[$number].name" "$work/expect")" "$number"
    over || done=$((done + 1))
  done
  if [[ $ending == unfinished ]] || ((done < total)); then
    state "$1" "$2" unfinished "$done" "$((SECONDS - start))" "$(why_over)"
  else
    state "$1" "$2" 'done' "$done" "$((SECONDS - start))"
  fi
}

# expect_one CHECK DATABASE NAME NUMBER
expect_one() {
  local token=() code=0 answer wanted
  if [[ $(psql --help=commands) == *'\restrict '* ]]; then
    token=(--command "\\restrict $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')")
  fi
  jq -j ".[$4].sql" "$work/expect" >"$work/expect.sql"
  # Tables are found as in any session of this database. One read-only transaction for all statements: a function that the first one calls
  # can make the next transaction of its session a writing one, but not the one that it runs in.
  PGOPTIONS=${PGOPTIONS/-c search_path=pg_catalog/} as_check "$2" --single-transaction "${token[@]}" --file "$work/expect.sql" >"$work/answer" 2>"$work/errors" || code=$?
  over && return
  if ((code != 0)); then
    failed_query "$1" "$2" "$3" "$code"
    return
  fi
  # As the answer is read: without the line ends at its end.
  answer=$(tr -d '\0' <"$work/answer")
  wanted=$(jq -r ".[$4].equals" "$work/expect")
  [[ $answer == "$wanted" ]] || finding expectation "$1" "$2" "$3" "the answer is \"${answer:0:200}\" instead of \"${wanted:0:200}\""
}

# An error of a query is the query's own, unless the server says that its data is damaged.
failed_query() {
  case $(sqlstate "$work/errors") in
  XX* | 58* | 57* | 08* | 53*) failed "$1" "$2" "$3" "$work/errors" "$4" ;;
  *) finding expectation-failed "$1" "$2" "$3" "$(head -c 2000 "$work/errors" | tr -s '\n' ' ')" ;;
  esac
}
