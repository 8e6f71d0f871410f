#!/usr/bin/env bash
# What the database holds: the password of the owner, the extensions, the role of backups. Sourced by agent.sh.
# shellcheck disable=SC2034,SC2154 # work, directory, logged and retry are those of agent.sh

password_done=
extensions_done=
role_done=

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

# Every minute where dumps are made: a database that came later must let the role in.
follow_backup_role() {
  local method
  method=$(cat -- "$directory/config/backup-method" 2>/dev/null) || return
  [[ $method != "$role_done" || $method == pgDump ]] || return
  [[ $method == "${role_tried-}" ]] || retry[role]=0
  due role || return
  role_tried=$method
  retry[role]=$((SECONDS + 60))
  if ! BACKUP_METHOD=$method as_superuser postgres --file "$directory/scripts/backup-role.sql"; then
    say_once role "cannot make the role pgfleet_backup: $(errors)"
    return
  fi
  logged[role]=
  role_done=$method
  [[ ! -s $work/out ]] || say "the role pgfleet_backup fits backup.method \"$method\""
}
