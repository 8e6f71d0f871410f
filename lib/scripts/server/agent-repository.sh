#!/usr/bin/env bash
# The keys of the repository of backups, which may change while the database runs. Sourced by agent.sh, after repository-keys.sh.
# shellcheck disable=SC2034,SC2154 # work, directory, logged and retry are those of agent.sh

repository_done=

follow_repository() {
  local now problems before keys=${PGBACKREST_CONFIG_INCLUDE_PATH:-/run/pgbackrest}/keys.conf
  [[ -e $directory/backup/pgbackrest.conf ]] || return
  now=$(cd "$directory" && sha256sum -- backup/needs repository/* 2>/dev/null)
  [[ $now != "$repository_done" ]] || return
  # With keys that are not whole nothing would be archived; the last ones may still do.
  if ! problems=$(repository_needs); then
    say_once repository "the repository of backups is not usable, pgBackRest goes on with the keys that it has: ${problems//$'\n'/; }"
    return
  fi
  before=$(file_hash "$keys")
  if ! write_repository_keys; then
    say_once repository "cannot write $keys"
    return
  fi
  [[ $(file_hash "$keys") == "$before" ]] || say "the keys of the repository of backups were renewed"
  repository_done=$now
  logged[repository]=
}
