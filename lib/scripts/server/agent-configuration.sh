#!/usr/bin/env bash
# The files of the configuration, and those of the certificates: what a reload brings in. Sourced by agent.sh.
# shellcheck disable=SC2034,SC2154 # work, directory, logged and retry are those of agent.sh

config_done=

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

# PostgreSQL reads its certificates at every reload, and sessions that are open stay. Source: PostgreSQL docs, 18.9.5.
follow_certificates() {
  local now tls=$directory/tls
  now=$(cd "$tls" 2>/dev/null && sha256sum -- ca.crt tls.crt tls.key 2>/dev/null) || return
  # Those of the beginning came in with the first configuration.
  : "${certificates_done:=$now}"
  [[ $now != "$certificates_done" ]] || return
  if ! is_pair "$tls/tls.crt" "$tls/tls.key" || ! is_certificate "$tls/ca.crt"; then
    say_once certificates "the certificate in $tls does not fit its key, or its authority is none; not loaded, the server goes on with the last one"
    return
  fi
  as_superuser postgres --command 'SELECT pg_reload_conf()' || return
  certificates_done=$now
  logged[certificates]=
  say "certificates loaded; that of the server $(certificate_end "$tls/tls.crt")"
}

is_pair() {
  command -v openssl >/dev/null || return 0
  [[ $(openssl x509 -noout -pubkey -in "$1" 2>&1) == "$(openssl pkey -pubout -in "$2" 2>&1)" ]]
}

certificate_end() {
  local end
  end=$(openssl x509 -noout -enddate -in "$1" 2>/dev/null) && end=$(date -u -d "${end#notAfter=}" +%FT%TZ) || end='an unknown time'
  printf 'is valid until %s' "$end"
}
