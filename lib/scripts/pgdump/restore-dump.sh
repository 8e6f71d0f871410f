#!/usr/bin/env bash
# Restores a dump that dump.sh made into a server that runs. By hand, see docs/restore.md; it creates, and overwrites nothing.
#
# Parameters: PGFLEET_DUMP (its time, or `latest`), PGFLEET_FROM (name of one database of the dump; empty: all, and the roles),
# PGFLEET_INTO (with PGFLEET_FROM: the existing, empty database that it goes into, with PGFLEET_OWNER owning everything; empty: databases
# are made anew, with their owners, for which PGUSER must be a superuser); PGHOST, PGUSER and the other variables of libpq name the
# server; and what pgBackRest reads. Passwords are not in a dump.
set -uo pipefail # no -e: every failure is named.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
# shellcheck disable=SC2034 # read in backup-job.sh
job=restore action=restore-dump
: "${PGFLEET_DUMP:?}" "${PGBACKREST_CONFIG:?}" "${PGBACKREST_CONFIG_INCLUDE_PATH:?}"
for part in backup-job dump-repository; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${fault=}" "${cause=}" "${output=}" "${complete=}" "${incomplete=}" "${bytes=}" "${sha256=}" "${begin=}"
work=

main() {
  local place wanted=${PGFLEET_FROM-} into=${PGFLEET_INTO-} entries line name file create
  prepare
  work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-dump.XXXXXX")
  trap 'rm -rf -- "$work"' EXIT
  read_dumps
  [[ $PGFLEET_DUMP != latest ]] || PGFLEET_DUMP=$(tail -n 1 <<<"$complete")
  grep -qxF -- "${PGFLEET_DUMP:-none}" <<<"$complete" ||
    refuse no-backup "there is no complete dump \"$PGFLEET_DUMP\"; there are: ${complete//$'\n'/, }"
  place=dump/$PGFLEET_DUMP
  get "$place/manifest" >"$work/manifest" || refuse unknown "the manifest of $place cannot be read, see above."
  # shellcheck disable=SC2016 # variables of jq
  entries=$(jq -c --arg wanted "$wanted" '.databases[] | select($wanted == "" or .name == $wanted)' "$work/manifest")
  [[ -n $entries ]] || refuse no-database "the dump has no database \"$wanted\"; it has: $(jq -r '[.databases[].name] | join(", ")' "$work/manifest")"
  if [[ -n $wanted && -n $into ]]; then
    file=$(jq -r .file <<<"$entries")
    say "restoring \"$wanted\" of $place into the database \"$into\""
    contents "$place/$file"
    # Comments of extensions belong to the superuser who made them.
    sed -i '/ COMMENT - EXTENSION /d' "$work/list"
    fetch "$place/$file" pg_restore --use-list="$work/list" --no-owner --no-privileges --role="${PGFLEET_OWNER:?}" --exit-on-error \
      --single-transaction --dbname="$(connection "$into")" || refuse restore-failed "nothing was restored: one transaction held everything, and it was rolled back. See above."
  else
    [[ -n $wanted ]] || roles
    while IFS= read -r line; do
      name=$(jq -r .name <<<"$line") file=$(jq -r .file <<<"$line")
      say "restoring the database \"$name\" of $place"
      # Everywhere there is a database postgres; any other one is made, and must not exist.
      create=(--create)
      [[ $name != postgres ]] || create=()
      contents "$place/$file" "${create[@]}"
      fetch "$place/$file" pg_restore "${create[@]}" --use-list="$work/list" --exit-on-error --dbname=postgres ||
        refuse restore-failed "restoring \"$name\" failed, see above. Nothing that was there before was changed. Drop what was made of it before you try again."
    done <<<"$entries"
  fi
  say "restored"
}

# The roles first: those that exist already stay as they are, so errors are expected here.
roles() {
  say "restoring the roles of $place; one that exists already is reported and stays as it is"
  get "$place/globals.sql" | PGDATABASE=postgres psql --no-psqlrc --quiet --no-password >/dev/null || refuse restore-failed "the roles cannot be restored, see above."
}

# What checks need, the agent makes in every database by itself, perhaps while the dump is being restored. The results of others' checks
# are nobody's here. A schema pgfleet of somebody else is his.
contents() {
  local of=$1 of_checks='SCHEMA - pgfleet |ACL - SCHEMA pgfleet |ACL pgfleet |(TABLE|TABLE DATA|CONSTRAINT) pgfleet check_'
  of_checks+='|(COMMENT - )?EXTENSION (- )?(amcheck|pg_visibility) '
  shift
  get "$of" | pg_restore "$@" --list >"$work/list" || refuse unknown "the dump $of cannot be read, see above."
  ! grep -qE '^[0-9]+; [0-9]+ [0-9]+ SCHEMA - pgfleet postgres$' "$work/list" ||
    sed -i -E "/^[0-9]+; [0-9]+ [0-9]+ ($of_checks)/d" "$work/list"
}

# A database's name in a connection string, in which quotes and backslashes are escaped.
connection() {
  local name=${1//\\/\\\\}
  printf "dbname='%s'" "${name//\'/\\\'}"
}

fetch() {
  local from=$1 code=0
  shift
  { get "$from" | "$@"; } &
  child=$!
  wait "$child" || code=$?
  child=
  return "$code"
}

main
