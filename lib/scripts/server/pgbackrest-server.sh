#!/usr/bin/env bash
# Runs the server of pgBackRest, beside the database: backup Jobs reach the data through it, over TLS. Ends with it.
#
# Renewed certificates and a changed configuration are read by a SIGHUP, which pgBackRest answers without dropping a session. bash as
# process 1 also reaps the processes of sessions that ended. Parameters: PGBACKREST_CONFIG and the other variables of pgBackRest,
# PGFLEET_AGENT_INTERVAL_SECONDS (5); files below PGFLEET_DIRECTORY (/pgfleet): tls/, backup/pgbackrest.conf.
set -euo pipefail
# Job control, for one effect: without it bash starts background processes with SIGINT ignored.
set -m

directory=${PGFLEET_DIRECTORY:-/pgfleet}
interval=${PGFLEET_AGENT_INTERVAL_SECONDS:-5}
server=

main() {
  local now seen code=0
  trap stop TERM INT
  seen=$(state)
  pgbackrest server --log-level-file=off &
  server=$!
  while kill -0 "$server" 2>/dev/null; do
    sleep "$interval" &
    # Ends with the first of the two, or with a signal.
    wait -n "$server" "$!" || true
    now=$(state)
    [[ $now != "$seen" ]] || continue
    seen=$now
    printf 'pgfleet backup server: certificates or configuration changed, reading them again\n'
    kill -HUP "$server" 2>/dev/null || true
  done
  wait "$server" || code=$?
  exit "$code"
}

# Sessions that copy a backup end too: their Job fails, and says that the connection is gone.
# shellcheck disable=SC2317 # called by the trap
stop() { [[ -z $server ]] || kill -TERM "$server" 2>/dev/null || true; }

state() { (cd "$directory" && cat -- tls/ca.crt tls/tls.crt tls/tls.key backup/pgbackrest.conf 2>/dev/null | sha256sum) || true; }

main
