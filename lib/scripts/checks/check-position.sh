#!/usr/bin/env bash
# Where the last run of this level stopped before its end. Sourced by check.sh.
#
# Kept in the database of results; where there is none, as on a server of somebody else, each run begins at the beginning.

: "${directory:?}" "${work:?}" "${level:?}" "${first_database:?}" "${stopped_task=}" "${stopped_relation=}"
position_task=
position_relation=0

# Sets $position_task (CHECK/DATABASE) and $position_relation.
read_position() {
  local answer
  as_check "$first_database" --set level="$level" --file "$directory/scripts/check-position.sql" >"$work/position" 2>/dev/null || return 0
  [[ -s $work/position ]] || return 0
  answer=$(jq -j '"\(.check)/\(.database)/"' "$work/position")
  position_task=${answer%/}
  # shellcheck disable=SC2034 # read in check-plan.sh
  position_relation=$(jq .relation "$work/position")
  say "going on where the last run of level $level stopped: $position_task"
}

# $stopped_task is empty where all was judged. A stop of the Pod leaves no time for it, but this is short.
write_position() {
  PGFLEET_POSITION_CHECK=${stopped_task%%/*} PGFLEET_POSITION_DATABASE=${stopped_task#*/} PGFLEET_POSITION_RELATION=${stopped_relation:-0} \
    PGOPTIONS="$PGOPTIONS -c default_transaction_read_only=off -c statement_timeout=10s" PGDATABASE=$first_database timeout 20 \
    psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 --set level="$level" \
    --file "$directory/scripts/check-position-set.sql" >/dev/null 2>"$work/errors" ||
    [[ -z $stopped_task ]] || say "the next run begins at the beginning: $(<"$work/errors")"
}
