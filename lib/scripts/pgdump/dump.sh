#!/usr/bin/env bash
# Dumps every database and the roles into the repository, or lists the dumps. A Job of method pgDump.
#
# dump/<UTC time>/ holds globals.sql, one 001-<name>.dump (pg_dump -Fc) a database, and as the last file `manifest` (JSON: names of the
# databases, sizes, checksums). A dump without it is incomplete, and is not counted. pgBackRest only carries the files.
# Parameters: PGFLEET_HOST, PGPORT (5432), PGFLEET_RETENTION (how many dumps are kept), PGFLEET_WAIT_SECONDS (600), PGFLEET_ACTION=list,
# with PGFLEET_MAX_AGE_SECONDS (0: any) the oldest that the newest dump may be; and what pgBackRest reads. Restoring: restore-dump.sh.
set -uo pipefail # no -e: every failure is named.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
# shellcheck disable=SC2034 # read in backup-job.sh
job=dump
action=${PGFLEET_ACTION:-dump}
: "${PGFLEET_HOST:?}" "${PGBACKREST_CONFIG:?}" "${PGBACKREST_CONFIG_INCLUDE_PATH:?}"
for part in backup-job backup-client dump-repository; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${fault=}" "${cause=}" "${output=}" "${complete=}" "${incomplete=}" "${bytes=}" "${sha256=}" "${begin=}"
work=

main() {
  prepare
  work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-dump.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  read_dumps
  if [[ $action == list ]]; then report_dumps && exit; fi
  : "${PGFLEET_RETENTION:?}"
  dump_all
  remove_old
}

dump_all() {
  local place database number=0 line version
  # Never into one that is there, also where two begin in the same second.
  until place=$(date -u +%Y%m%dT%H%M%SZ) && ! grep -qxF -- "$place" <<<"$complete"$'\n'"$incomplete"; do sleep 0.2; done
  place=dump/$place
  attempt as_backup postgres --command "SELECT current_setting('server_version')" || refuse "$fault" "$cause"
  version=$(tail -n 1 <<<"$output")
  say "dumping into $place"
  store "$place/globals.sql" pg_dumpall --globals-only --no-role-passwords --no-password || refuse_dump 'the roles'
  # Without line breaks in them: names of databases are one per line here, as JSON.
  as_backup postgres --command 'SELECT to_json(datname) FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname' >"$work/databases" ||
    refuse database-refused "the list of databases cannot be read, see above."
  : >"$work/entries"
  while IFS= read -r line; do
    database=$(jq -r . <<<"$line")
    number=$((number + 1))
    file=$(printf '%03d-%s.dump' "$number" "$(LC_ALL=C tr -c 'A-Za-z0-9_.-' _ <<<"$database" | head -c 60 | sed 's/_*$//')")
    # By environment: what holds "=" would be read as a connection string.
    PGDATABASE=$database store "$place/$file" pg_dump --format=custom --no-password || refuse_dump "the database \"$database\""
    # shellcheck disable=SC2016 # variables of jq
    jq -cn --argjson name "$line" --arg file "$file" --argjson bytes "$bytes" --arg sha256 "$sha256" '$ARGS.named' >>"$work/entries"
  done <"$work/databases"
  # shellcheck disable=SC2016 # variables of jq
  jq -cs --arg version "$version" --arg ended "$(date -u +%FT%TZ)" '{format: 1, version: $version, ended: $ended, databases: .}' "$work/entries" >"$work/manifest"
  attempt put "$work/manifest" "$place/manifest" || refuse "$fault" "$cause"
  report_made "$place" "$number"
}

refuse_dump() {
  find_fault "$(cat -- "$work/errors")"
  refuse "$fault" "dumping $1 failed: $cause The dump is incomplete, and is not counted."
}

report_made() {
  say "$2 databases, $(jq '[.databases[].bytes] | add / 1048576 * 10 | ceil / 10' "$work/manifest") MiB, in $((SECONDS - begin)) s: $1"
  # shellcheck disable=SC2016 # variables of jq
  result --arg label "${1#dump/}" --slurpfile manifest "$work/manifest" \
    '{action: $action, ok: true, seconds: $seconds, label: $label, type: "dump", databases: ($manifest[0].databases | length), repositoryBytes: ([$manifest[0].databases[].bytes] | add)}'
}

# The newest $PGFLEET_RETENTION complete ones stay. What is incomplete and older than the newest complete one goes after a day: it may be
# one that still runs.
remove_old() {
  local label day
  read_dumps
  day=$(date -u -d '1 day ago' +%Y%m%dT%H%M%SZ)
  while IFS= read -r label; do
    [[ -n $label ]] || continue
    say "removing dump/$label"
    keep pgbackrest --log-level-console=warn repo-rm --recurse "dump/$label" && continue
    find_fault "$output"
    refuse "$fault" "the dump was made, but dump/$label was not removed: $cause"
  done <<<"$(head -n -"$PGFLEET_RETENTION" <<<"$complete" && before "$day" <<<"$incomplete")"
}

before() {
  local label
  while IFS= read -r label; do
    [[ ! $label < $1 ]] || printf '%s\n' "$label"
  done
}

main
