#!/usr/bin/env bash
# Restores the newest backup into a volume that is thrown away, recovers it to the end of the archive, and judges what came back. A Job.
#
# Nothing leaves it: no archiving, no TCP, no worker of an extension, no subscription. Reports all findings, then fails.
# Parameters: PGDATA (on a volume of its own), PGFLEET_MAJOR, PGFLEET_DATABASE, PGFLEET_OWNER, PGFLEET_DRILL_MEMORY (128MB: shared_buffers),
# and what pgBackRest reads; files below PGFLEET_DIRECTORY (/pgfleet): backup/ (with drill.sql and drill-equals where there is a query),
# repository/, config/ (postgresql.conf), scripts/.
set -uo pipefail # no -e: after a finding it goes on.
umask 0077
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
# shellcheck disable=SC2034 # read in backup-job.sh
job=drill action=drill
: "${PGDATA:?}" "${PGFLEET_MAJOR:?}" "${PGFLEET_DATABASE:?}" "${PGFLEET_OWNER:?}" "${PGBACKREST_STANZA:?}"
for part in backup-job backup-findings private-server restore-target restore; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${fault=}" "${cause=}" "${info=}" "${output=}" "${problem=}" "${backup=}" "${recovered_time=}" "${private=}"
restored_seconds=0
moment=

clean_up() {
  end_private_server
  # A generic ephemeral volume goes with the Pod; until then, and on any other one, the copy does not stay either.
  rm -rf -- "$PGDATA" "$PGDATA.tablespaces" "$PGDATA.spool"
}

main() {
  [[ ! -e $PGDATA || -z $(ls -A -- "$PGDATA") ]] || refuse not-empty "$PGDATA is not empty: a drill needs a volume of its own, and nothing was touched."
  prepare
  read_info || refuse "$fault" "$cause"
  read_repository || refuse unknown "$problem"
  choose_backup || refuse no-backup "there is nothing to restore: $problem"
  trap clean_up EXIT
  restore_all
  judge_structure
  judge_query
  stop_private_server || finding no-clean-end "PostgreSQL did not stop cleanly, see above."
  judge_pages
  report
}

restore_all() {
  local start=$SECONDS
  export PGBACKREST_SPOOL_PATH=$PGDATA.spool
  mkdir -p -- "$PGDATA.spool"
  say "restoring the backup $backup, up to the end of the archive"
  restore_into "$PGDATA" || refuse restore-failed "the newest backup cannot be restored: $problem"
  recover "$PGDATA" -c shared_buffers="${PGFLEET_DRILL_MEMORY:-128MB}" -c huge_pages=off -c autovacuum=off -c fsync=off ||
    refuse recovery-failed "the newest backup was restored, but does not recover: $problem"
  restored_seconds=$((SECONDS - start))
  moment=$(moment_of "$recovered_time") || moment=
  # Without a transaction after the backup it is as of its end.
  moment=${moment:-$(utc "$(jq -r --arg label "$backup" '.[0].backup[] | select(.label == $label) | .timestamp.stop' <<<"$info")")}
  say "restored in $restored_seconds s, recovered to $moment"
}

moment_of() { [[ -n $1 ]] && date -u -d "$1" +%FT%TZ; }

# Every table and every B-tree index of every database, by their structure: what checksums do not see.
judge_structure() {
  attempt pg_amcheck --all --install-missing --no-password ||
    finding amcheck "pg_amcheck finds damage in the restored data: $(head -n 20 <<<"$output" | tr '\n' ';')"
}

# Every page of the stopped copy against its checksum.
judge_pages() {
  [[ $(pg_controldata -D "$PGDATA" | sed -n 's/^Data page checksum version: *//p') != 0 ]] || return 0
  attempt pg_checksums --check -D "$PGDATA" ||
    finding damaged-pages "pages of the restored data do not fit their checksums: $(grep -v '^Checksum operation' <<<"$output" | head -n 20 | tr '\n' ';')"
}

# The user's query, as the owner of the database: SQL only, since in restricted mode psql runs no backslash command.
judge_query() {
  local answer wanted token=() missing
  [[ -e $directory/backup/drill.sql ]] || return 0
  missing=$(ask_sql --file "$directory/scripts/adopt-judge.sql" 2>&1) || true
  [[ -z $missing ]] || { finding query "the query cannot run on the restored data: $missing." && return; }
  if [[ $(psql --help=commands) == *'\restrict '* ]]; then
    token=(--command "\\restrict $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')")
  fi
  wanted=$(<"$directory/backup/drill-equals")
  if ! answer=$(PGUSER=$PGFLEET_OWNER PGDATABASE=$PGFLEET_DATABASE PGOPTIONS='-c client_min_messages=warning' \
    ask_sql "${token[@]}" --file "$directory/backup/drill.sql" 2>&1); then
    finding query "the query of backup.drill fails: ${answer//$'\n'/ }."
  elif [[ $answer != "$wanted" ]]; then
    finding query "the query of backup.drill gives \"${answer:0:200}\" instead of \"${wanted:0:200}\" (backup.drill.query.equals)."
  fi
}

report() {
  # shellcheck disable=SC2016 # variables of jq
  report_findings --arg backup "$backup" --arg moment "$moment" --argjson restored "$restored_seconds" \
    '{action: $action, ok: ($findings == []), seconds: $seconds, backup: $backup, restoreSeconds: $restored, recoveredTo: $moment, findings: $findings}'
  say "the backup $backup was restored in $restored_seconds s and is sound; it holds everything up to $moment"
}

main
