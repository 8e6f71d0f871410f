#!/usr/bin/env bash
# Makes one backup of the database beside which a pgBackRest server runs, or lists the backups. A Job.
#
# Parameters: PGFLEET_BACKUP_TYPE (initial|full|diff|incr), PGFLEET_MAJOR, PGFLEET_HOST, PGFLEET_WAIT_SECONDS (600: how long what may pass
# by itself is waited for), PGFLEET_GENERATION (of the database that is meant; empty: any); PGFLEET_ACTION=list only lists, and needs no
# database. pgBackRest finds its part by PGBACKREST_CONFIG, PGBACKREST_CONFIG_INCLUDE_PATH and PGBACKREST_STANZA. Files below PGFLEET_DIRECTORY (/pgfleet): backup/, repository/, scripts/.
# The first backup of all is full, whatever was asked for, so an environment whose initial Job failed heals at its next schedule.
set -uo pipefail # no -e: every failure is named.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
# shellcheck disable=SC2034 # read in backup-job.sh
job=backup
action=${PGFLEET_ACTION:-backup}
: "${PGBACKREST_STANZA:?}" "${PGBACKREST_CONFIG:?}" "${PGBACKREST_CONFIG_INCLUDE_PATH:?}"
for part in backup-job backup-info; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${fault=}" "${cause=}" "${output=}" "${info=}" "${begin=}" "${deadline=}"

main() {
  prepare
  read_info || refuse "$fault" "$cause"
  [[ $action != list ]] || { list_backups && exit; }
  : "${PGFLEET_BACKUP_TYPE:?}" "${PGFLEET_MAJOR:?}"
  make_stanza
  if [[ $PGFLEET_BACKUP_TYPE == initial ]]; then
    # Forces a segment of the log to the repository and waits for it: what fails here would also fail later, unseen.
    attempt pgbackrest check || refuse "$fault" "$cause"
    skip_where_valid
    back_up full
  else
    back_up "$PGFLEET_BACKUP_TYPE"
  fi
}

make_stanza() {
  local major
  # The newest database that the stanza knows.
  major=$(jq -r '.[0].db[-1].version // empty' <<<"$info")
  if [[ -z $major ]]; then
    wait_for_generation
    attempt pgbackrest stanza-create --io-timeout="${PGFLEET_IO_SECONDS:-10}" || refuse "$fault" "$cause"
  elif [[ $major != "$PGFLEET_MAJOR" ]]; then
    say "the stanza is of PostgreSQL $major: upgrading it to $PGFLEET_MAJOR"
    attempt pgbackrest stanza-upgrade --io-timeout="${PGFLEET_IO_SECONDS:-10}" || refuse "$fault" "$cause"
  fi
}

# A new generation has a new path, and for some seconds the database of the one before may still be there. A stanza of that one in the new
# path would be taken for backups that already exist, and the empty data directory of the new one would refuse to start (own-repository.sh).
wait_for_generation() {
  local answer
  [[ -n ${PGFLEET_GENERATION-} ]] || return 0
  # Where PostgreSQL does not answer, the next step says why.
  while answer=$(asked_generation 2>/dev/null) && [[ $answer != "$PGFLEET_GENERATION" ]]; do
    cause="the database that runs is of generation ${answer:-unknown}, and this backup is of generation $PGFLEET_GENERATION: nothing was done."
    ((SECONDS < deadline)) || refuse other-generation "$cause"
    say "trying again: $cause"
    pause
  done
}

asked_generation() (
  # shellcheck source=/dev/null
  . "$directory/scripts/backup-client.sh"
  as_backup postgres --command "SELECT current_setting('pgfleet.generation', true)"
)

# A backup of the database that the stanza is of now, and without damaged pages.
skip_where_valid() {
  local label
  label=$(jq -r '.[0] | .db[-1].id as $id | [.backup[]? | select(.database.id == $id and (.error | not)) | .label] | last // empty' <<<"$info")
  [[ -n $label ]] || return 0
  say "there is a valid backup already: $label. Nothing to do."
  report_backup "$label" skipped
  exit 0
}

back_up() {
  local label pages
  # Expiring comes after the judgement: a backup of damaged pages must not push out a good one.
  attempt pgbackrest backup --type="$1" --no-expire-auto || refuse "$fault" "$cause"
  pages=$(sed -n 's/^.*WARN: \(invalid page.*\|page misalignment.*\)$/\1/p' <<<"$output" | head -n 20 | tr '\n' ';')
  read_info || refuse "$fault" "the backup was made, but reading it back failed: $cause"
  label=$(jq -r '.[0].backup[-1].label // empty' <<<"$info")
  [[ -n $label ]] || refuse unknown "pgBackRest ended without an error, but there is no backup."
  if [[ $(jq -r '.[0].backup[-1].error' <<<"$info") == true ]]; then
    pages=${pages:-$(damaged_files "$label")}
    refuse damaged-pages "the database has damaged pages, and the backup $label holds them: ${pages%;}. Older backups were kept." \
      "Do not delete them; restore one of them beside this database and compare (docs/restore.md)."
  fi
  keep pgbackrest expire || { find_fault "$output" && say "WARNING: old backups were not removed: $cause"; }
  read_info || refuse "$fault" "the backup was made, but reading it back failed: $cause"
  report_backup "$label" made
}

main
