#!/usr/bin/env bash
# Sessions of the role pgfleet_check, and the wait for the server. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${first_database:?}"
server_version=0

prepare_session() {
  local tls=$directory/tls
  unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGPASSFILE
  # The password of an external server. In the environment of this container only.
  if [[ -e $directory/login/password ]]; then
    PGPASSWORD=$(<"$directory/login/password")
    export PGPASSWORD
  fi
  export PGSSLMODE=${PGSSLMODE:-verify-full} PGGSSENCMODE=disable PGCONNECT_TIMEOUT=10 PGCLIENTENCODING=UTF8 PGAPPNAME='pgfleet check'
  # Without an authority of its own: those that the image trusts.
  if [[ -e $tls/ca.crt ]]; then
    export PGSSLROOTCERT=$tls/ca.crt
  elif [[ $PGSSLMODE == verify-full ]]; then
    export PGSSLROOTCERT=system
  fi
  [[ ! -e $tls/tls.crt ]] || export PGSSLCERT=$tls/tls.crt PGSSLKEY=$tls/tls.key
  # What a database or role sets for its applications must not change a check, and a check changes nothing.
  PGOPTIONS="-c statement_timeout=${PGFLEET_STATEMENT_SECONDS:-3600}s -c lock_timeout=5s -c idle_in_transaction_session_timeout=0"
  PGOPTIONS+=' -c default_transaction_read_only=on -c search_path=pg_catalog -c client_min_messages=warning -c role=none'
  PGOPTIONS+=' -c max_parallel_workers_per_gather=0 -c jit=off -c datestyle=ISO -c timezone=UTC -c intervalstyle=postgres'
  export PGOPTIONS
}

# as_check DATABASE PSQL-OPTIONS...: by environment, since psql reads an option with "=" in it as a connection string.
as_check() {
  local database=$1
  shift
  PGDATABASE=$database bounded psql --no-psqlrc --quiet --no-password --tuples-only --no-align \
    --set ON_ERROR_STOP=1 --set VERBOSITY=verbose --set SHOW_CONTEXT=never "$@"
}

# Why nobody could log in, in three kinds: `certificate`, `refused` by a server that is there, or `absent`. By pg_isready, since the
# words of a server may be in any language; those of libpq are English here.
login_fault() {
  if grep -aqE 'certificate|SSL error|does not support SSL|private key' "$1" && ! grep -aqE 'FATAL:' "$1"; then
    printf certificate
  elif bounded pg_isready --quiet --timeout=10; then
    printf refused
  else
    printf absent
  fi
}

# wait_for_server: sets $server_version and $work/server. A login that is refused may come, since our agent makes the role.
wait_for_server() {
  local start=$SECONDS end fault bound said=''
  end=$((SECONDS + ${PGFLEET_WAIT_SECONDS:-300} + $(patience)))
  if [[ -z ${PGUSER-} ]]; then
    finding login-refused run '' "$PGHOST:${PGPORT:-5432}" 'there is no user name: the Secret external.secret is not there, or has no such key'
    return 1
  fi
  # Each time anew: the Secret of a certificate may come when this Pod runs already.
  while prepare_session && ! as_check "$first_database" --file "$directory/scripts/check-server.sql" >"$work/server" 2>"$work/errors"; do
    fault=$(login_fault "$work/errors")
    bound=${PGFLEET_WAIT_SECONDS:-300}
    [[ $fault == absent ]] || bound=$(patience)
    # Each kind has its own time: who was absent for long may still need a while to let us in.
    [[ $said == "$fault" ]] || { start=$SECONDS && say "waiting for the server, $bound s at most ($fault): $(tr -s '[:cntrl:]' ' ' <"$work/errors")"; }
    said=$fault
    if ((SECONDS - start >= bound || SECONDS >= end)) || ! pause "${PGFLEET_RETRY_SECONDS:-2}"; then
      : >"$work/server"
      absence "$fault"
      return 1
    fi
  done
  server_version=$(jq .number "$work/server")
  # Of PostgreSQL 14 and 17. A session ends soon after its client was killed.
  ((server_version < 140000)) || PGOPTIONS+=' -c client_connection_check_interval=2s'
  ((server_version < 170000)) || PGOPTIONS+=' -c transaction_timeout=0'
}

# Where nobody prepares the server, a refusal stays one; a few seconds are for one that restarts.
patience() {
  if [[ ${PGFLEET_MANAGED-} == yes ]]; then printf '%s' "${PGFLEET_PREPARE_SECONDS:-120}"; else printf 5; fi
}

absence() {
  declare -A codes=([absent]=server-absent [refused]=login-refused [certificate]=certificate-refused)
  if [[ -n $stopped ]]; then
    finding not-finished run '' "$PGHOST:${PGPORT:-5432}" 'the Pod was stopped while it waited for the server'
  else
    finding "${codes[$1]}" run '' "$PGHOST:${PGPORT:-5432}" "$(tr -s '\n' ' ' <"$work/errors")"
  fi
}

# server_again: after a lost connection. 1 where it does not answer in its time.
server_again() {
  local start=$SECONDS
  until as_check "$first_database" --command 'SELECT' >/dev/null 2>"$work/errors.again"; do
    if ((SECONDS - start >= ${PGFLEET_WAIT_SECONDS:-300})) || ! pause "${PGFLEET_RETRY_SECONDS:-2}"; then return 1; fi
  done
}
