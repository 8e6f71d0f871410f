#!/usr/bin/env bash
# An empty data directory that is restored from a backup, of another environment or of an older generation. Sourced by init.sh.
#
# Files of $directory/bootstrap, from a ConfigMap and a Secret that may both be absent: pgbackrest.conf, source, stanza, keys (own|given),
# needs, target-type, target, target-set, target-timeline; or `gone` alone, the name of an environment that is no more.
: "${directory:?}" "${new=}"

restored=
: "${problem=}" "${backup=}" "${recovered=}"

# Refuses what cannot be restored, before anything is touched.
judge_bootstrap() {
  local files problems
  from=$directory/bootstrap
  if [[ -e $from/gone ]]; then
    refuse "bootstrap names $(<"$from/gone"), which has no directory in environments/ any more, and nothing is known of its repository." \
      "Nothing was touched. Ways on: name the repository in bootstrap.repository and bootstrap.stanza, or remove bootstrap to start empty."
  fi
  if [[ ! -e $from/pgbackrest.conf ]]; then
    # Volumes that are optional can come late, and an empty database instead of a restored one would be no mistake that anybody sees.
    [[ ! -e $directory/config/bootstrap ]] ||
      refuse "values.yaml asks for a restore (bootstrap), but its ConfigMap has not arrived in this Pod yet; nothing was touched, and the" \
        "next attempt finds it."
    return 0
  fi
  restored=$(<"$from/source")
  # shellcheck disable=SC2034 # what backup-faults.sh calls it
  repository_place="the backups of $restored"
  [[ $(<"$from/keys") == given ]] && files=$from || files=$directory/repository
  problems=$(repository_needs "$from/needs" "$files") ||
    refuse "cannot read the backups of $restored; nothing was touched: ${problems//$'\n'/; }. The next attempt begins by itself once this is repaired."
  keys=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-keys.XXXXXX")
  write_repository_keys "$files" "$keys"
  export PGBACKREST_CONFIG=$from/pgbackrest.conf PGBACKREST_CONFIG_INCLUDE_PATH=$keys
  PGBACKREST_STANZA=$(<"$from/stanza")
  # Segments that are fetched in advance go with the rest when an attempt is interrupted.
  export PGBACKREST_STANZA PGBACKREST_SPOOL_PATH=$new.spool
  # shellcheck disable=SC2034 # read in restore.sh
  tablespaces=$PGDATA.tablespaces
  # shellcheck disable=SC2034 # read in restore-target.sh
  target_type=$(<"$from/target-type") target_set=$(<"$from/target-set") target_timeline=$(<"$from/target-timeline")
  target=$(<"$from/target")
  read_repository || refuse "cannot read the backups of $restored; nothing was touched. The cause: $problem. The next attempt begins by itself."
  choose_backup || refuse "cannot restore $restored; nothing was touched: $problem Repair bootstrap in values.yaml."
}

restore_from_backup() {
  local words="$target_type $target"
  [[ $target_type != default ]] || words='the end of the archive'
  say "restoring the backup $backup of $restored, up to: $words"
  mkdir -p -- "$new.spool"
  restore_into "$new" || refuse_restore
  recover "$new" || refuse_restore
  say "recovered $restored: $recovered"
  # What ALTER SYSTEM set in the source would go before our postgresql.conf; and here are the settings of the recovery, which is over.
  : >"$new/postgresql.auto.conf"
  adopt
  stop_private_server || refuse "PostgreSQL did not stop cleanly after the restore, see above; the next attempt begins anew."
  rm -rf -- "$new.spool"
}

refuse_restore() { refuse "cannot restore $restored: $problem No data was made; the next attempt begins anew."; }

# The restored data becomes this environment's: its own password and backups, and nothing that goes on where the source left off.
adopt() {
  local missing subscribed each
  ask_sql --command 'SELECT 1' >/dev/null ||
    refuse "the restored data has no superuser \"postgres\" or no database \"postgres\", see above; pgfleet needs both. Make them in the source, and restore a later backup."
  missing=$(ask_sql --file "$directory/scripts/adopt-judge.sql") || refuse "reading the restored data failed, see above; no data was made."
  [[ -z $missing ]] || refuse "the restored data of $restored does not fit values.yaml: ${missing//$'\n'/; }. Repair database.name and database.owner; no data was made."
  subscribed=$(ask_sql --command 'SELECT DISTINCT datname FROM pg_subscription JOIN pg_database ON pg_database.oid = subdbid WHERE subenabled')
  while IFS= read -r each; do
    [[ -n $each ]] || continue
    PGDATABASE=$each run_sql --file "$directory/scripts/adopt-subscriptions.sql" || refuse "turning off subscriptions failed, see above; no data was made."
    say "subscriptions of the database $each were turned off, since they would take the changes that are meant for the source"
  done <<<"$subscribed"
  make_backup_role
  # Until the file holds a password nobody logs in as the owner: not with that of the source either.
  run_sql --file "$directory/scripts/adopt-owner.sql" || refuse "changing the owner's password failed, see above; no data was made."
  set_password
}
