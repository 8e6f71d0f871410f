#!/usr/bin/env bash
# Prints the parameter table of one PostgreSQL, asked of a real server that runs for a moment on a private socket.
#   images/postgres/parameters.sh /usr/lib/postgresql/15/bin >lib/defaults/parameters/15.json
# Inside an image (as its user, not as root): bash parameters.sh, with parameters.sql beside it. A test of the PostgreSQL tier
# compares the committed tables with the servers at hand.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${1:-$(dirname "$(command -v postgres)")}
work=$(mktemp -d)
trap '"$bin/pg_ctl" --pgdata="$work/data" --mode=immediate stop >/dev/null 2>&1 || true; rm -rf -- "$work"' EXIT

# Modules of contrib that have settings, where this major has the module.
modules=(plpgsql auth_delay auto_explain basic_archive isn passwordcheck pg_prewarm pg_stat_statements pg_trgm pgcrypto postgres_fdw)
loaded=
for module in "${modules[@]}"; do
  [[ ! -e $bin/../lib/$module.so ]] || loaded+=${loaded:+,}$module
done

"$bin/initdb" --pgdata="$work/data" --username=postgres --auth=trust --no-sync >/dev/null
cat >>"$work/data/postgresql.conf" <<C
listen_addresses = ''
unix_socket_directories = '$work'
shared_preload_libraries = '$loaded'
C
"$bin/pg_ctl" --pgdata="$work/data" --log="$work/log" --silent --wait start || { cat "$work/log" >&2 && exit 1; }
"$bin/psql" --no-psqlrc --host="$work" --username=postgres --dbname=postgres --tuples-only --no-align --set ON_ERROR_STOP=1 \
  --file="$here/parameters.sql"
