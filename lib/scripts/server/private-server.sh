#!/usr/bin/env bash
# A server that nobody else can reach, for making or restoring data. Sourced by init.sh and drill.sh.
#
# No TCP, and a socket in a directory of mode 0700. Whoever gets there has our user id already, hence "trust", which lets psql be any
# role itself, not a superuser in disguise. The caller has set $directory and umask 0077, and calls end_private_server when it ends.
#
#   start_private_server DIR [postgres options]  exports PGHOST, PGPORT, PGUSER, PGDATABASE; 1 where postgresql.conf cannot serve
#   wait_for_private_server                      until it accepts connections, however long recovery takes; 1 where it ended before
#   stop_private_server                          a clean shutdown; 1 where it was none
#   end_private_server                           at once, whatever runs
#   run_sql, ask_sql [psql options]              stop at the first error; ask_sql prints rows, columns separated by "|"
#   await COMMAND...                             waits so that a stop of the container takes effect at once

: "${directory:?}"
private=
server=
logger=
awaited=

start_private_server() {
  local into=$1
  shift
  if [[ -z $private ]]; then
    private=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-private.XXXXXX")
    printf 'local all all trust\n' >"$private/pg_hba.conf"
    : >"$private/pg_ident.conf"
    mkfifo "$private/log"
  fi
  PGPORT=$(postgres -D "$into" -c config_file="$directory/config/postgresql.conf" -C port) || return
  export PGPORT PGHOST=$private PGUSER=postgres PGDATABASE=postgres PGPASSFILE=$private/none
  unset PGHOSTADDR PGSERVICE PGSERVICEFILE
  # What postgresql.conf may set for applications must not stop what is done here.
  export PGOPTIONS='-c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off -c client_min_messages=warning'
  # Everything is shown; what recovery says of its end is kept.
  sed -u -e "/$recovery_words/w $private/words" <"$private/log" >&2 &
  logger=$!
  postgres -D "$into" -c config_file="$directory/config/postgresql.conf" -c data_directory="$into" \
    -c listen_addresses= -c unix_socket_directories="$private" -c unix_socket_permissions=0700 \
    -c hba_file="$private/pg_hba.conf" -c ident_file="$private/pg_ident.conf" \
    -c ssl=off -c archive_mode=off -c logging_collector=off -c log_destination=stderr -c external_pid_file="$private/pid" \
    "$@" >"$private/log" 2>&1 &
  server=$!
  private_data=$into
}
recovery_words='last completed transaction was\|recovery stopping\|redo done at\|FATAL: '

# By the state in the server's own file, as pg_ctl does it: each connection that is refused would be a line of its log. A server that
# crashed leaves such a file behind, with another process in its first line.
wait_for_private_server() {
  local asked=0
  until [[ $(sed -n '1p;8p' -- "$private_data/postmaster.pid" 2>/dev/null) == "$server"$'\n'ready* ]]; do
    if ! kill -0 "$server" 2>/dev/null; then
      server=
      wait "$logger" || true
      return 1
    fi
    if ((asked++ < 50)); then sleep 0.1; else sleep 1; fi
  done
}

stop_private_server() {
  local code=0
  kill -INT "$server"
  wait "$server" || code=$?
  server=
  wait "$logger" || true
  end_private_server
  ((code == 0))
}

end_private_server() {
  if [[ -n $server ]]; then
    kill -QUIT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  # Not SIGQUIT, which bash lets processes in the background ignore; PostgreSQL has a handler of its own.
  if [[ -n $awaited ]]; then
    kill -TERM "$awaited" 2>/dev/null || true
    wait "$awaited" 2>/dev/null || true
  fi
  [[ -z $private ]] || rm -rf -- "$private"
  private=
  server=
  awaited=
}

await() {
  local code=0
  "$@" &
  awaited=$!
  wait "$awaited" || code=$?
  awaited=
  return "$code"
}

run_sql() { await psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 "$@" >/dev/null; }
ask_sql() { psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 --tuples-only --no-align "$@"; }
