#!/usr/bin/env bash
# PostgreSQL as the role pgfleet_backup, which logs in by the client certificate of Jobs. Sourced by verify.sh and dump.sh.
# Certificates: $PGFLEET_TLS_DIRECTORY ($directory/tls) with tls.crt, tls.key and ca.crt.

: "${directory:?}"
tls=${PGFLEET_TLS_DIRECTORY:-$directory/tls}
unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGPASSWORD PGPASSFILE
export PGHOST=$PGFLEET_HOST PGUSER=pgfleet_backup PGSSLMODE=verify-full PGGSSENCMODE=disable PGCONNECT_TIMEOUT=10 PGCLIENTENCODING=UTF8
export PGSSLROOTCERT=$tls/ca.crt PGSSLCERT=$tls/tls.crt PGSSLKEY=$tls/tls.key
# What a database sets for its applications must not stop a backup.
export PGOPTIONS='-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0 -c search_path=pg_catalog -c client_min_messages=warning'

# as_backup DATABASE PSQL-OPTIONS...: by environment, since psql reads an option with "=" in it as a connection string.
as_backup() {
  local database=$1
  shift
  PGDATABASE=$database psql --no-psqlrc --quiet --no-password --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"
}
