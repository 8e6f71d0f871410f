#!/usr/bin/env bash
# What checks need: the role pgfleet_check, and amcheck and pg_visibility in every database. Sourced by agent.sh.
# shellcheck disable=SC2034,SC2154 # work, directory, logged and retry are those of agent.sh

check_scripts=(check-role.sql check-results.sql check-database.sql)
check_done=
check_seen=
# By the number of a database, which is another one when it is made anew: when to look at it again.
declare -gA check_again=()

# None while the server is in recovery, where nothing can be written.
check_databases="SELECT 'database ' || oid || ' ' || datname FROM pg_database
  WHERE datallowconn AND datconnlimit <> -2 AND NOT pg_is_in_recovery() ORDER BY oid"

# Every minute one session in the database postgres; in each database when it is new, every hour, and when these scripts are others.
follow_checks() {
  local level now records
  level=$(cat -- "$directory/config/check-level" 2>/dev/null) || return
  [[ $level != none || $check_done != none ]] || return
  [[ $level == "${check_tried-}" ]] || retry[checks]=0
  due checks || return
  check_tried=$level
  failed checks
  now=$(cd "$directory/scripts" && sha256sum -- "${check_scripts[@]}" 2>/dev/null) || return
  [[ $now == "$check_seen" && $level != none ]] || check_again=()
  check_seen=$now
  # A name can hold a line break, but no zero byte.
  if ! CHECK_LEVEL=$level as_superuser postgres --record-separator-zero --file "$directory/scripts/check-role.sql" --command "$check_databases"; then
    say_once checks "cannot make the role pgfleet_check: $(errors)"
    return
  fi
  mapfile -d '' -t records <"$work/out"
  [[ ${records[*]} == *'database '* ]] || return
  check_done=$level
  report_role
  [[ $level == none ]] || prepare_databases
}

report_role() {
  local record changed=''
  logged[checks]=
  for record in "${records[@]}"; do
    case $record in
    created | changed) changed=1 ;;
    'refused '*) say_once checks-refused "${record#refused }" ;;
    esac
  done
  [[ -z $changed ]] || say "the role pgfleet_check fits checks.level \"$level\""
}

prepare_databases() {
  local record oid prepared=0
  for record in "${records[@]}"; do
    [[ $record == 'database '* ]] || continue
    record=${record#database }
    oid=${record%% *}
    ((SECONDS >= ${check_again[$oid]-0})) || continue
    check_again[$oid]=$((SECONDS + 60))
    prepare_database "$oid" "${record#* }" && check_again[$oid]=$((SECONDS + 3600))
  done
  ((prepared == 0)) || say "databases made ready for checks: $prepared"
}

# One that fails is tried again within a minute or two, and does not keep the others from their turn.
prepare_database() {
  local line changed=0
  if ! as_superuser "$2" --file "$directory/scripts/check-database.sql"; then
    say_once "checks $1" "cannot prepare the database ${2@Q} for checks: $(errors)"
    return 1
  fi
  while IFS= read -r line; do
    case $line in
    changed) changed=1 ;;
    'refused '*) say_once "checks $1" "in the database ${2@Q} ${line#refused }" ;;
    'missing '*) say_once "checks ${line#missing }" "the image has no extension ${line#missing }: checks that need it say so, the others run" ;;
    esac
  done <"$work/out"
  prepared=$((prepared + changed))
}
