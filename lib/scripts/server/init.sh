#!/usr/bin/env bash
# Makes the data directory, or judges the one that is there. Runs in the init container, before every start of the database.
#
# After it, $PGDATA is whole and bootstrapped, or absent: everything is made in "$PGDATA.new" and renamed as the last step. An empty one is
# made by initdb or restored from a backup; never where the environment's own repository has been used before, or cannot be read.
# Parameters: PGFLEET_ENVIRONMENT, PGDATA, PGFLEET_MAJOR, PGFLEET_DATABASE, PGFLEET_OWNER, PGFLEET_CHECKSUMS (on|off), PGFLEET_WAL_DIRECTORY (empty:
# the write-ahead log stays in PGDATA); files below PGFLEET_DIRECTORY (/pgfleet): config/ (with extensions, one per line, where data has no
# checksums data-checksums, and where existing data gets them enable-checksums), init-sql/,
# credentials/, and where there are backups: backup/, repository/, bootstrap/, with the variables of pgBackRest itself.
set -euo pipefail
umask 0077
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8

: "${PGDATA:?}" "${PGFLEET_MAJOR:?}" "${PGFLEET_DATABASE:?}" "${PGFLEET_OWNER:?}" "${PGFLEET_CHECKSUMS:?}"
wal=${PGFLEET_WAL_DIRECTORY-}
directory=${PGFLEET_DIRECTORY:-/pgfleet}
new=$PGDATA.new
# A file and no variable of the Pod, since that would restart the database at a merge.
[[ ! -e $directory/config/data-checksums ]] || PGFLEET_CHECKSUMS=$(<"$directory/config/data-checksums")
for part in password repository-keys backup-faults private-server restore-target restore own-repository from-backup enable-checksums; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done

say() { printf 'pgfleet init: %s\n' "$*" >&2; }
refuse() {
  say "$@"
  exit 1
}
is_empty() {
  local content
  [[ -e $1 ]] || return 0
  content=$(ls -A -- "$1") && [[ -z $content ]]
}

clean_up() {
  local code=$?
  end_private_server
  [[ -z ${keys-} ]] || rm -rf -- "$keys"
  exit "$code"
}
trap clean_up EXIT
# bash waits for the command in the foreground before it runs a trap; what is half made is thrown away by the next attempt.
trap 'exit 143' TERM
trap 'exit 130' INT

main() {
  check_image
  [[ ! -d $PGDATA || (-r $PGDATA && -x $PGDATA) ]] || refuse_owner
  if [[ -e $PGDATA/PG_VERSION ]]; then
    check_existing
    place_wal
    judge_checksums
    say "PostgreSQL $PGFLEET_MAJOR data in $PGDATA, checked"
    prepare_keys
  elif is_empty "$PGDATA"; then
    create
  else
    refuse "$PGDATA is not empty and has no PG_VERSION: this is not a data directory of PostgreSQL, and nothing was touched." \
      "Move what is there away, or raise database.generation to start on a new, empty claim."
  fi
}

# So that archiving works from the first moment; later changes are the agent's. A database starts without them, too.
prepare_keys() {
  local problems
  [[ -e $directory/backup/pgbackrest.conf ]] || return 0
  problems=$(repository_needs) || say "WARNING: the write-ahead log cannot be archived: ${problems//$'\n'/; }"
  write_repository_keys || say "WARNING: cannot write the keys of the repository to ${PGBACKREST_CONFIG_INCLUDE_PATH-}, see above"
}

check_image() {
  local version
  version=$(postgres --version)
  [[ $version =~ \ ([0-9]+) ]] || refuse "cannot read the version of the image from: $version"
  [[ ${BASH_REMATCH[1]} == "$PGFLEET_MAJOR" ]] ||
    refuse "the image holds PostgreSQL ${BASH_REMATCH[1]}, but database.version is \"$PGFLEET_MAJOR\"." \
      "Set images.postgres to an image of PostgreSQL $PGFLEET_MAJOR; nothing was touched."
}

check_existing() {
  local major
  major=$(<"$PGDATA/PG_VERSION")
  [[ $major == "$PGFLEET_MAJOR" ]] ||
    refuse "the data in $PGDATA is of PostgreSQL $major, but database.version is \"$PGFLEET_MAJOR\"; nothing was touched." \
      "Ways on: set database.version back to \"$major\"; or raise database.generation, which starts PostgreSQL $PGFLEET_MAJOR" \
      "on new, empty claims beside the old data, and restore a dump of the old data there."
  [[ -O $PGDATA ]] || refuse_owner
  # Kubernetes may have given the group rights on the volume (fsGroup); PostgreSQL then refuses to start. Five digits also clear setgid.
  chmod 00700 -- "$PGDATA"
}

refuse_owner() {
  refuse "$PGDATA belongs to uid $(stat -c %u -- "$PGDATA"), but this container runs as uid $(id -u); nothing was touched." \
    "The data was made by an image with another user id; use that image (official Debian layout: 999), and never an Alpine" \
    "image on data of a Debian one: its libc sorts text differently, which corrupts indexes."
}

# Moves pg_wal to the volume of its own. The server is not running: the containers of the Pod start after this one.
# Steps, each of which a next attempt can take up: copy to $wal.new; pg_wal -> pg_wal.moved; $wal.new -> $wal; link; remove the old.
place_wal() {
  local link=$PGDATA/pg_wal moved=$PGDATA/pg_wal.moved
  if [[ -z $wal ]]; then
    [[ ! -L $link ]] ||
      refuse "the write-ahead log of this data lies at $(readlink -- "$link"), on a volume of its own, but database.storage.walSize is" \
        "not set. Set walSize again: moving the log back is not supported; nothing was touched."
    return 0
  fi
  if [[ -d $link && ! -L $link ]]; then
    is_empty "$wal" ||
      refuse "$wal already holds files, and $link is a directory of its own; which of the two is the right one cannot be known." \
        "Nothing was touched. Empty the volume of the write-ahead log if it holds nothing of this data, or remove walSize."
    say "moving the write-ahead log from $link to $wal"
    rm -rf -- "$wal.new"
    cp -a -- "$link" "$wal.new" ||
      refuse "copying the write-ahead log to $wal failed: is walSize large enough? $(du -sh -- "$link" | cut -f1) are needed. Nothing is lost."
    sync -f "$wal.new"
    mv -T -- "$link" "$moved"
  fi
  if [[ ! -e $link && ! -L $link && -d $moved ]]; then
    [[ ! -e $wal.new ]] || mv -T -- "$wal.new" "$wal"
    ln -s -- "$wal" "$link"
    sync -f "$wal"
    sync -f "$PGDATA"
    say "moved the write-ahead log to $wal"
  fi
  [[ -L $link && $(readlink -- "$link") == "$wal" ]] ||
    refuse "$link should be a link to $wal, but is $(readlink -- "$link" || echo missing); nothing was touched."
  [[ -d $wal ]] ||
    refuse "the write-ahead log of this data is missing: there is no $wal. Is the right volume mounted? Without the log the data" \
      "cannot be opened safely; mount the volume it was on, or restore a backup."
  chmod 00700 -- "$wal"
  rm -rf -- "$moved"
}

create() {
  if [[ ! -e $new && -n $wal ]] && ! is_empty "$wal"; then
    refuse "$PGDATA is empty, but $wal holds a write-ahead log. Is the right data volume mounted? Nothing was touched." \
      "For a new, empty start raise database.generation."
  fi
  own_repository_is_unused
  judge_bootstrap
  if [[ -e $new ]]; then
    say "removing what an interrupted attempt left in $new"
    # The log goes first: as long as $new exists, a log without data is known to be a leftover.
    [[ -z $wal ]] || rm -rf -- "$wal"
    rm -rf -- "$PGDATA.tablespaces" "$new.spool" "$new"
  fi
  # What pgBackRest noted of the log of other data: a segment of ours with the same name would count as stored.
  rm -rf -- "${PGDATA%/*}/pgbackrest-spool"
  mkdir -p -- "$new"
  sync -f "$new"
  if [[ -n $restored ]]; then
    restore_from_backup
  else
    say "creating PostgreSQL $PGFLEET_MAJOR data, checksums $PGFLEET_CHECKSUMS"
    run_initdb
    bootstrap
  fi
  sync -f "$new"
  [[ -z $wal || ! -d $wal ]] || sync -f "$wal"
  mv -T -- "$new" "$PGDATA"
  sync -f "$PGDATA"
  say "created $PGDATA"
  place_wal
}

run_initdb() {
  local options=(--pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth-local=peer --auth-host=scram-sha-256)
  # From 17 on the sort order is PostgreSQL's own, and a new libc cannot change it under an index.
  ((PGFLEET_MAJOR < 17)) || options+=(--locale-provider=builtin --builtin-locale=C.UTF-8)
  # Where a node has huge pages that the container may not use, the trial starts of initdb die of a bus error.
  ((PGFLEET_MAJOR < 16)) || options+=(--set=huge_pages=off)
  # Always explicit: the default differs between majors.
  if [[ $PGFLEET_CHECKSUMS == on ]]; then
    options+=(--data-checksums)
  elif ((PGFLEET_MAJOR >= 18)); then
    options+=(--no-data-checksums)
  fi
  [[ -z $wal ]] || options+=(--waldir="$wal")
  initdb "${options[@]}" >/dev/null || refuse "initdb failed, see above; nothing was created, and the next attempt begins anew."
}

bootstrap() {
  local file token
  start_private_server "$new" || refuse_configuration
  wait_for_private_server || refuse_configuration
  run_sql --file "$directory/scripts/bootstrap.sql" || refuse "creating the role and the database failed, see above; nothing was created."
  make_backup_role
  set_password
  # By environment, not by option: psql reads an option with "=" in it as a connection string.
  export PGDATABASE=$PGFLEET_DATABASE
  EXTENSIONS=$(cat -- "$directory/config/extensions" 2>/dev/null) || EXTENSIONS=
  export EXTENSIONS
  run_sql --file "$directory/scripts/extensions.sql" ||
    refuse "creating the extensions failed, see above. Is each of them in the image, and in shared_preload_libraries where it must be?" \
      "Repair database.extensions; nothing was created."

  export PGUSER=$PGFLEET_OWNER
  export PGOPTIONS='-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off'
  for file in "$directory"/init-sql/*; do
    [[ -f $file ]] || continue
    say "running ${file##*/} as the owner of the database"
    # SQL only: in restricted mode psql runs no backslash command, so no shell and no other role. Releases before August 2025 have no such mode.
    token=()
    if [[ $(psql --help=commands) == *'\restrict '* ]]; then
      token=(--command "\\restrict $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')")
    fi
    run_sql "${token[@]}" --single-transaction --file "$file" ||
      refuse "init SQL failed in ${file##*/}, see above: the number after the file name is the line. Each file runs as the owner in one" \
        "transaction, and may hold SQL and COPY data, but no psql commands (remove lines that begin with a backslash, like the" \
        "\\restrict of pg_dump). Repair the file; nothing was created, and the next attempt begins anew."
  done

  stop_private_server || refuse "PostgreSQL did not stop cleanly after the bootstrap, see above; the next attempt begins anew."
}

refuse_configuration() {
  refuse "PostgreSQL does not start with postgresql.conf, see above. Repair database.parameters; nothing was created."
}

# So that whoever sees the Pod ready can log in; later changes are the agent's. Where the file holds nothing, nobody can log in yet.
set_password() {
  local password
  password=$(read_password "$directory/credentials/password") || true
  [[ -n $password ]] || { say "there is no password yet in $directory/credentials/password" && return 0; }
  PGOPTIONS="$PGOPTIONS $(quiet_session)" PGFLEET_PASSWORD=$password run_sql --file "$directory/scripts/password.sql" ||
    refuse "setting the password of the owner failed, see above; nothing was created."
}

# What backup Jobs log in as. The agent does the same later, where the method changes.
make_backup_role() {
  local method
  method=$(cat -- "$directory/config/backup-method" 2>/dev/null) || return 0
  BACKUP_METHOD=$method run_sql --file "$directory/scripts/backup-role.sql" ||
    refuse "making the role pgfleet_backup failed, see above; nothing was created."
}

main
