#!/usr/bin/env bash
# Process 1 of the database container: starts PostgreSQL, turns a request to stop into a fast shutdown, ends with PostgreSQL's exit code.
#
# Why not `exec postgres`: as process 1 PostgreSQL would inherit the orphans of the container. When a probe or a `kubectl exec` is
# killed, its child ends up there; PostgreSQL reaps it, does not know it, and takes exit codes of 2 and more for a crashed backend:
# it then restarts all sessions (PostgreSQL source, postmaster.c, CleanupBackend and HandleChildCrash). bash reaps them and moves on.
set -euo pipefail
# Job control, for one effect: without it bash starts background processes with SIGINT ignored, and a stop that comes before PostgreSQL
# has set up its signals would be lost.
set -m

: "${PGDATA:?}"
server=
stopping=
interrupted=

# SIGINT to PostgreSQL is the fast shutdown: sessions are ended, then a checkpoint. SIGTERM would wait for every client to leave.
# shellcheck disable=SC2317 # called by the trap
stop() {
  stopping=1
  interrupted=1
  [[ -z $server ]] || kill -INT "$server" 2>/dev/null || true
}
# Kubernetes sends the image's STOPSIGNAL: SIGINT in most PostgreSQL images, else SIGTERM.
trap stop TERM INT

# pgfleet.generation cannot change while the server runs: by it the Jobs of backups know whose database this is.
postgres -D "$PGDATA" -c config_file="${PGFLEET_DIRECTORY:-/pgfleet}/config/postgresql.conf" \
  -c pgfleet.generation="${PGFLEET_GENERATION-}" &
server=$!
[[ -z $stopping ]] || kill -INT "$server" 2>/dev/null || true

# A trap interrupts `wait`, whose result is then that of the signal, not of PostgreSQL: wait again.
while :; do
  interrupted=
  code=0
  wait -f "$server" || code=$?
  [[ -n $interrupted ]] || break
done
exit "$code"
