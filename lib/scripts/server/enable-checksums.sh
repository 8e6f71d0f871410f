#!/usr/bin/env bash
# Checksums of the pages of existing data: says where they are missing, and makes them where values.yaml asks for it. Sourced by init.sh.
#
# Where $directory/config/enable-checksums holds "yes", and only there. Nothing here keeps the database from starting: what cannot be done
# is said, and it starts without checksums, as before. The control file says "checksums" as the last step, so an interrupted attempt has
# changed nothing that counts, and the next start of the Pod does it again. Source: PostgreSQL, src/bin/pg_checksums/pg_checksums.c.
: "${directory:?}" "${PGDATA:?}"

judge_checksums() {
  if [[ $(cat -- "$directory/config/enable-checksums" 2>/dev/null) != yes ]]; then
    compare_checksums
  elif [[ $(data_checksums) == on ]]; then
    say "the data has checksums already: database.enableChecksums can go"
  elif enable_checksums; then
    say "the data has checksums now. Take a full backup, and remove database.enableChecksums; see docs/checksums.md"
  else
    say "WARNING: checksums were not enabled: $problem The database starts without them, as before; see docs/checksums.md."
  fi
}

compare_checksums() {
  local now
  now=$(data_checksums)
  [[ $now != "$PGFLEET_CHECKSUMS" ]] || return 0
  if [[ $now == off ]]; then
    say "WARNING: database.dataChecksums asks for \"on\", but the data has checksums \"off\"; they are enabled with database.enableChecksums, see docs/checksums.md"
  else
    say "WARNING: database.dataChecksums asks for \"off\", but the data has checksums \"on\", and keeps them: set it to true; see docs/checksums.md"
  fi
}

control_data() { pg_controldata -D "$PGDATA" | sed -n "s/^$1: *//p"; }
data_checksums() { [[ $(control_data 'Data page checksum version') == 0 ]] && echo off || echo on; }

# 0 where the data has checksums; else why not, as sentences in $problem.
enable_checksums() {
  local file begin=$SECONDS
  problem='the image has no pg_checksums.'
  command -v pg_checksums >/dev/null || return
  for file in backup_label standby.signal recovery.signal; do
    problem="there is $PGDATA/$file: the data is a copy that has not been recovered to its end."
    [[ ! -e $PGDATA/$file ]] || return
  done
  stop_cleanly || return
  say "enabling checksums: every page is read and written, $(du -sh -- "$PGDATA" | cut -f1) of data; the database is down until it is done"
  problem='pg_checksums failed, see above. What it has written does not count yet.'
  run_pg_checksums || return
  problem='pg_checksums ended well, but the control file says that there are no checksums.'
  [[ $(data_checksums) == on ]] || return
  say "every page has a checksum, after $((SECONDS - begin)) s"
}

run_pg_checksums() {
  local code=0 pipe
  pipe=$(mktemp -u "${TMPDIR:-/tmp}/pgfleet-progress.XXXXXX")
  mkfifo -m 0600 -- "$pipe" || return
  show_progress <"$pipe" &
  await pg_checksums --enable --progress --pgdata="$PGDATA" >"$pipe" 2>&1 || code=$?
  rm -f -- "$pipe"
  return "$code"
}

# One line of progress in a quarter of a minute: pg_checksums writes one a second.
show_progress() {
  local line number=0
  while IFS= read -r line; do
    [[ $line != *' MB ('* ]] || ((number++ % 15 == 0)) || continue
    [[ -z $line ]] || printf '%s\n' "$line" >&2
  done
}

# A crashed server recovers first, since what is in the log only is not on the pages yet.
stop_cleanly() {
  local state archive
  state=$(LC_ALL=C control_data 'Database cluster state')
  case $state in
  'shut down') return 0 ;;
  'in production' | 'shutting down' | 'in crash recovery') ;;
  *)
    problem="the state of the data is \"$state\"."
    return 1
    ;;
  esac
  say "the database did not stop cleanly the last time: recovering it first"
  problem='the database cannot be recovered, see above.'
  # Segments of the log that wait for the archive stay until they are there: with archive_mode=off the first checkpoint removes them.
  archive=$(postgres -D "$PGDATA" -c config_file="$directory/config/postgresql.conf" -C archive_mode) || return
  start_private_server "$PGDATA" -c archive_mode="$archive" -c archive_command= -c archive_library= \
    -c autovacuum=off -c max_worker_processes=0 -c max_logical_replication_workers=0 || return
  wait_for_private_server || return
  problem='the database did not stop cleanly after its recovery, see above.'
  stop_private_server || return
  state=$(LC_ALL=C control_data 'Database cluster state')
  problem="the state of the data is \"$state\" after its recovery."
  [[ $state == 'shut down' ]]
}
