#!/usr/bin/env bash
# Judges the relations of one part in one session. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${level:?}"

# judge_part CHECK DATABASE ROUND PART: PART.part holds OIDs. What was found, and what is to be done again, lies beside it.
judge_part() {
  local code=0 relation relations
  read -ra relations <"$4.part"
  while :; do
    {
      printf '\\i :scripts/check-part.sql\n'
      for relation in "${relations[@]}"; do
        printf '\\set relation %s\n\\i :scripts/check-one-begin.sql\n\\i :scripts/check-%s-one.sql\n\\i :scripts/check-one-end.sql\n' "$relation" "$1"
      done
    } >"$4.sql"
    code=0
    as_check "$2" --set ON_ERROR_STOP=0 --set scripts="$directory/scripts" --set level="$level" --set round="$3" --set check="$1" \
      --file "$4.sql" >"$4.rows" 2>"$4.errors" || code=$?
    digest "$@" "$code"
    # The connection was lost on the way: the rest in a new one.
    if ! gather_left "$4" || over || ! server_again; then return; fi
    rm -f -- "$4.left"
  done
}

# gather_left PART: into $relations.
gather_left() {
  relations=()
  [[ ! -s $1.left ]] || mapfile -t relations <"$1.left"
  ((${#relations[@]} > 0))
}

# digest CHECK DATABASE ROUND PART CODE: of the lines that psql printed.
digest() {
  local kind rest
  # shellcheck disable=SC2016 # variables of jq
  while IFS=' ' read -r kind rest; do
    printf '%s\n' "$rest" >>"$4.$kind"
  done <<<"$(jq -nRr --arg check "$1" --arg database "$2" --arg round "$3" --arg relations "${relations[*]}" --arg code "$5" \
    --arg state "$(sqlstate "$4.errors")" --arg errors "$(head -c 2000 "$4.errors" | tr -d '\0')" --arg over "$(over && printf yes)" \
    "$(cat -- "$directory/scripts/check-error.jq" "$directory/scripts/check-part.jq")" "$4.rows")"
}
