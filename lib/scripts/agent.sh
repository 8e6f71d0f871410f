#!/usr/bin/env bash
# Keeps a running PostgreSQL in line with the files of its environment, over the local socket. The sidecar container.
#
# - configuration: a change is checked first; with errors nothing is reloaded and the error is logged, else pg_reload_conf().
# - password: where the owner cannot log in with the one in the file, it becomes the role's password.
# - extensions: those that are missing are created.
# Parameters: PGHOST (socket directory), PGFLEET_DATABASE, PGFLEET_OWNER, PGFLEET_AGENT_INTERVAL_SECONDS (5); files below
# PGFLEET_DIRECTORY (/pgfleet): config/ (with extensions, one per line), scripts/, credentials/password.
# Everything is one function, so that bash has read the whole file before a new version of it can arrive.
set -uo pipefail # no -e: a server that is down, in recovery or read-only is a reason to try again, never to end.
umask 0077
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8 PGCONNECT_TIMEOUT=5 PGGSSENCMODE=disable

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
  # shellcheck source=/dev/null
  . "$directory/scripts/password.sh"
  self=$(script_hash)
  config_done=
  password_done=
  extensions_done=
  say "watching $directory"
  while :; do
    follow_script
    if server_answers; then
      follow_configuration
      follow_password
      follow_extensions
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
script_hash() { cat -- "$directory/scripts/agent.sh" "$directory/scripts/password.sh" 2>/dev/null | sha256sum; }

# due TOPIC: whether a failed attempt may be repeated; failed TOPIC: not within the next minute.
due() { ((SECONDS >= ${retry[$1]-0})); }
failed() { retry[$1]=$((SECONDS + 60)); }

server_answers() { run pg_isready --quiet; }

# A ConfigMap brought another version of this script: go on with that one.
follow_script() {
  local now
  now=$(script_hash) || return
  [[ $now != "$self" && -n $now ]] || return
  self=$now
  if ! bash -n "$directory/scripts/agent.sh" 2>"$work/err"; then
    say "the new agent.sh has an error, going on with the old one: $(errors)"
    return
  fi
  say "agent.sh changed, starting the new version"
  rm -rf -- "$work"
  exec bash "$directory/scripts/agent.sh"
}

follow_configuration() {
  local now loaded changes pending
  now=$(cd "$directory/config" 2>/dev/null && sha256sum -- * 2>/dev/null) || return
  [[ $now != "$config_done" ]] || return
  # A bad one is judged again when it changes, and every minute: an error can also vanish by itself, like a missing library.
  [[ $now == "${config_bad-}" ]] || retry[config]=0
  due config || return
  if ! configuration_is_sound; then
    say_once config "the configuration has errors and was not loaded, the server goes on with the last one: $problem"
    config_bad=$now
    failed config
    return
  fi
  as_superuser postgres --file "$directory/scripts/settings.sql" || return
  BEFORE=$(<"$work/out")
  export BEFORE
  as_superuser postgres --command 'SELECT pg_conf_load_time()' || return
  loaded=$(<"$work/out")
  as_superuser postgres --command 'SELECT pg_reload_conf()' || return
  # The postmaster reads its files soon after, and every new session begins with what it read.
  for _ in {1..50}; do
    as_superuser postgres --command 'SELECT pg_conf_load_time()' || return
    [[ $(<"$work/out") == "$loaded" ]] || break
    sleep 0.2
  done
  [[ $(<"$work/out") != "$loaded" ]] || { say "the server did not reload its configuration" && return; }
  as_superuser postgres --file "$directory/scripts/settings-changed.sql" || return
  changes=$(<"$work/out")
  as_superuser postgres --command "SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE pending_restart" || return
  pending=$(<"$work/out")
  config_done=$now
  logged[config]=
  say "configuration loaded${changes:+; $changes}${pending:+; waiting for a restart: $pending}"
}

# Two judges: the running server tells the line of each mistake; a trial start tells whether a restart would succeed, which the server
# cannot tell for settings that only apply at start.
configuration_is_sound() {
  problem=
  if ! as_superuser postgres --file "$directory/scripts/configuration-errors.sql"; then
    problem=$(errors)
    return 1
  fi
  problem=$(<"$work/out")
  [[ -z $problem ]] || return 1
  mkdir -p "$work/empty"
  run postgres -D "$work/empty" -c config_file="$directory/config/postgresql.conf" -C config_file && return
  problem=$(errors)
  return 1
}

follow_password() {
  local file=$directory/credentials/password hash
  hash=$(file_hash "$file") || { say_once password "there is no password file $file" && return; }
  [[ $hash != "$password_done" ]] || return
  [[ $hash == "${password_tried-}" ]] || retry[password]=0
  due password || return
  password_tried=$hash
  password=$(read_password "$file")
  if [[ -z $password ]]; then
    say_once password "the password file $file is empty; the role keeps its password"
    password_done=$hash
    return
  fi
  if ! log_in; then
    case $(errors) in
    *'password authentication failed'*) set_password && log_in ;;
    *) false ;;
    esac || {
      say_once password "cannot check or set the password of the owner: $(errors)"
      failed password
      return
    }
    say "the password of the owner was set from $file"
  fi
  password_done=$hash
  logged[password]=
  password=
}

# Over TCP, as applications do: the socket asks for no password.
log_in() { run psql_by_password --command 'SELECT 1'; }

# `run` starts it in a process of its own, so that psql can take its place. The password is never an argument, which others could read.
psql_by_password() {
  PGHOST=127.0.0.1 PGUSER=$PGFLEET_OWNER PGDATABASE=$PGFLEET_DATABASE PGPASSWORD=$password \
    exec psql --no-psqlrc --quiet --no-password "$@"
}

set_password() {
  local quiet
  quiet=$(quiet_session)
  PGFLEET_PASSWORD=$password as_superuser postgres --file "$directory/scripts/password.sql" || return
  [[ $(<"$work/out") == set ]] && return
  printf 'the role does not exist: somebody dropped it' >"$work/err"
  return 1
}

# An extension that is no longer in the file stays: dropping it would drop what uses it.
follow_extensions() {
  local wanted
  wanted=$(cat -- "$directory/config/extensions" 2>/dev/null) || wanted=
  [[ $wanted != "$extensions_done" ]] || return
  [[ $wanted == "${extensions_tried-}" ]] || retry[extensions]=0
  due extensions || return
  extensions_tried=$wanted
  # Every one of them is tried, also after one that fails.
  if EXTENSIONS=$wanted as_superuser "$PGFLEET_DATABASE" --set ON_ERROR_STOP=0 --file "$directory/scripts/extensions.sql" &&
    [[ ! -s $work/err ]]; then
    extensions_done=$wanted
    logged[extensions]=
    say "extensions are there: ${wanted//$'\n'/, }"
  else
    say_once extensions "cannot create extensions: $(errors)"
    failed extensions
  fi
}

main
