#!/usr/bin/env bash
# Keeps a running PostgreSQL in line with the files of its environment, over the local socket. The sidecar container.
#
# - configuration: a change is checked first; with errors nothing is reloaded and the error is logged, else pg_reload_conf().
# - password: where the owner cannot log in with the one in the file, it becomes the role's password.
# - extensions: those that are missing are created.
# - certificates and the keys of the repository of backups: renewed ones are used at once; the role of backups fits the method.
# - checks: their role and what it needs in every database are there.
# Parameters: PGHOST (socket directory), PGFLEET_DATABASE, PGFLEET_OWNER, PGFLEET_AGENT_INTERVAL_SECONDS (5); files below
# PGFLEET_DIRECTORY (/pgfleet): config/ (with extensions, one per line, backup-method and check-level), scripts/, credentials/password,
# tls/, backup/, repository/.
# Everything is one function, so that bash has read the whole file before a new version of it can arrive.
set -uo pipefail # no -e: a server that is down, in recovery or read-only is a reason to try again, never to end.
umask 0077
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8 PGCONNECT_TIMEOUT=5 PGGSSENCMODE=disable

# What it consists of, all of the same ConfigMap.
parts=(agent.sh agent-checks.sh agent-configuration.sh agent-database.sh agent-repository.sh password.sh repository-keys.sh)

main() {
  : "${PGHOST:?}" "${PGFLEET_DATABASE:?}" "${PGFLEET_OWNER:?}"
  directory=${PGFLEET_DIRECTORY:-/pgfleet}
  interval=${PGFLEET_AGENT_INTERVAL_SECONDS:-5}
  unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGPASSWORD
  child=
  work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-agent.XXXXXX") || exit 1
  export PGPASSFILE=$work/none
  trap clean_up EXIT
  trap 'exit 0' TERM INT

  declare -gA logged=() retry=()
  for part in "${parts[@]}"; do
    # shellcheck source=/dev/null
    [[ $part == agent.sh ]] || . "$directory/scripts/$part"
  done
  self=$(script_hash)
  say "watching $directory"
  while :; do
    follow_script
    follow_repository
    if server_answers; then
      follow_certificates
      follow_configuration
      follow_password
      follow_extensions
      follow_backup_role
      follow_checks
    fi
    sleep "$interval" &
    await "$!"
  done
}

say() { printf 'pgfleet agent: %s\n' "$*"; }

# say_once TOPIC TEXT: again only when the text is another one.
say_once() {
  [[ ${logged[$1]-} == "$2" ]] || say "$2"
  logged[$1]=$2
}

clean_up() {
  [[ -z $child ]] || kill "$child" 2>/dev/null
  rm -rf -- "$work"
}

# Commands run in the background, since bash serves a signal only between foreground commands: a stop takes effect at once.
await() {
  child=$1
  wait "$1"
  local code=$?
  child=
  return "$code"
}

# run COMMAND...: its output goes to $work/out, its errors to $work/err.
run() {
  "$@" >"$work/out" 2>"$work/err" </dev/null &
  await "$!"
}

errors() { tr -s '\n' ' ' <"$work/err" | sed 's/ *$//'; }

# as_superuser DATABASE PSQL-OPTIONS...: settings of the database or the configuration do not apply: the owner can set those.
as_superuser() {
  local database=$1
  shift
  run env PGUSER=postgres PGDATABASE="$database" \
    PGOPTIONS="-c search_path=pg_catalog -c statement_timeout=10min -c lock_timeout=30s -c default_transaction_read_only=off -c client_min_messages=warning ${quiet-}" \
    psql --no-psqlrc --quiet --no-password --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"
}

file_hash() { sha256sum <"$1" 2>/dev/null; }
script_hash() { (cd "$directory/scripts" && cat -- "${parts[@]}") 2>/dev/null | sha256sum; }

# due TOPIC: whether a failed attempt may be repeated; failed TOPIC: not within the next minute.
due() { ((SECONDS >= ${retry[$1]-0})); }
failed() { retry[$1]=$((SECONDS + 60)); }

server_answers() { run pg_isready --quiet; }

# A ConfigMap brought another version of this script: go on with that one.
follow_script() {
  local now part
  now=$(script_hash) || return
  [[ $now != "$self" && -n $now ]] || return
  self=$now
  for part in "${parts[@]}"; do
    bash -n "$directory/scripts/$part" 2>"$work/err" && continue
    say "the new $part has an error, going on with the old one: $(errors)"
    return
  done
  say "agent.sh changed, starting the new version"
  rm -rf -- "$work"
  exec bash "$directory/scripts/agent.sh"
}

main
