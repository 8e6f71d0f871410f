#!/usr/bin/env bash
# Is the data intact? Judges the databases of one server, and writes $PGFLEET_RESULT_DIRECTORY/report.json: whatever happens, since a
# check that could not be made is a finding too. The first step of a Job of checks; report.sh tells what stands in the report.
#
# It ends with 0, and with 1 only where the report cannot be written. It changes nothing: its sessions are read-only, and as the role
# pgfleet_check it may change nothing but its own results. Names come as data (JSON): statements are made of OIDs, or by the server.
# Parameters: PGFLEET_ENVIRONMENT, PGFLEET_GENERATION, PGFLEET_CHECK_LEVEL (quick, standard, full), PGFLEET_CHECK_SKIP (names of checks),
# PGFLEET_CHECK_JOBS (2): sessions at once, PGFLEET_STATEMENT_SECONDS (3600): for one relation or query, PGFLEET_CHECK_SECONDS (21000):
# for all, PGFLEET_WAIT_SECONDS (300): for the server, PGFLEET_PREPARE_SECONDS (120): for what our agent makes, PGFLEET_MANAGED (yes, or
# empty where there is no agent), PGFLEET_CHECKSUMS (on, off or empty: what is expected), PGFLEET_RESULT_DIRECTORY (/pgfleet/result),
# PGHOST, PGPORT, PGUSER, PGSSLMODE, PGDATABASE (the first one to log in to). Files below PGFLEET_DIRECTORY (/pgfleet): tls/, login/, checks/.
# shellcheck disable=SC2034 # its variables are read in its parts
set -uo pipefail # no -e: what fails is a finding, and the rest is judged.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
result=${PGFLEET_RESULT_DIRECTORY:-$directory/result}
level=${PGFLEET_CHECK_LEVEL:?}
: "${PGHOST:?}"
first_database=${PGDATABASE:-postgres}
started=$(date -u +%FT%TZ)
deadline=$((SECONDS + ${PGFLEET_CHECK_SECONDS:-21000}))
work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-check.XXXXXX") || exit 1
for part in findings checks planned server databases; do : >"$work/$part"; done
stopped=

# Name, the level from which on it runs, scope, the function that runs it. In the order of the report.
checks='
settings     quick    server   run_sql
checksums    quick    server   run_sql
collations   quick    database run_sql
catalogues   quick    database run_sql
files        quick    database run_sql
tables       quick    database run_tables
expect       quick    database run_expect
indexes      standard database run_sql
heap         standard database run_relations
btree        standard database run_relations
wraparound   standard server   run_sql
sequences    standard database run_sql
transactions standard server   run_sql
slots        standard server   run_sql
bloat        standard database run_sql
vacuum       standard database run_sql
visibility   full     database run_relations
reachability full     database run_relations
pages        full     server   run_pages
'

for part in findings session databases plan sql conditions relations chunk position pages report record; do
  # shellcheck source=/dev/null
  [[ ! -e $directory/scripts/check-$part.sh ]] || . "$directory/scripts/check-$part.sh"
done

say() { printf 'pgfleet check: %s\n' "$*" >&2; }

# A stop of the Pod: what was found until then is reported.
stop() {
  stopped=yes
  local pids
  read -ra pids -d '' <<<"$(jobs -p)"
  ((${#pids[@]} == 0)) || kill -TERM "${pids[@]}" 2>/dev/null
}

over() { [[ -n $stopped ]] || ((SECONDS >= deadline)); }

# bounded COMMAND...: until the budget ends or the Pod is stopped: 124. In the background, so that a signal does not wait for its end.
bounded() {
  over && return 124
  timeout --kill-after=10 "$((deadline - SECONDS))" "$@" &
  ended "$!"
}

# ended PID: waits for it, through signals; one that came before there was anything to stop is not forgotten.
ended() {
  local code=0
  [[ -z $stopped ]] || kill -TERM "$1" 2>/dev/null
  wait "$1" || code=$?
  while kill -0 "$1" 2>/dev/null; do
    code=0
    wait "$1" || code=$?
  done
  return "$code"
}

# Bounded too.
pause() {
  over && return 1
  sleep "$1" &
  ended "$!"
  ! over
}

judge() {
  trap stop TERM INT
  if (($(depth "$level") == 0)); then
    finding check-failed run '' '' "there is no level \"$level\""
    return
  fi
  wait_for_server && find_databases && run_checks
}

# The judging is a process of its own: however it ends, the report is written.
main() {
  local code=0
  trap stop TERM INT
  judge &
  ended "$!" || code=$?
  trap '' TERM INT
  ((code == 0)) || [[ -s $work/findings ]] || finding check-failed run '' '' "the check ended with $code before it had judged anything"
  code=0
  if write_report; then record_results "$result/report.json"; else code=1; fi
  rm -rf -- "$work"
  return "$code"
}

main
