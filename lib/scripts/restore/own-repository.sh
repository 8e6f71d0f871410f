#!/usr/bin/env bash
# An empty data directory, and the repository that its backups would go to. Sourced by init.sh.
#
# Where the repository has been used by this environment and generation before, the data is lost or another volume is mounted. A new
# database would archive into the same place, and push out the backups of the old one. So it stops: also where it cannot know.

# shellcheck disable=SC2154 # directory, problem, info and status are of init.sh and restore-target.sh
own_repository_is_unused() {
  local problems place name=${PGFLEET_ENVIRONMENT:-ENV}
  [[ -e $directory/backup/pgbackrest.conf && $(cat -- "$directory/config/backup-method" 2>/dev/null) != pgDump ]] || return 0
  place=$(cat -- "$directory/backup/repository" 2>/dev/null) || place='the repository'
  problems=$(repository_needs) ||
    refuse "cannot read the repository of this environment ($place), so it cannot be known whether it holds backups. Nothing was touched:" \
      "${problems//$'\n'/; }. The next attempt begins by itself once this is repaired."
  write_repository_keys || refuse "cannot write the keys of the repository to $PGBACKREST_CONFIG_INCLUDE_PATH, see above; nothing was touched."
  read_repository ||
    refuse "the data directory is empty, and the repository of this environment ($place) cannot be read, so it cannot be known whether it" \
      "holds backups. Nothing was touched. The cause: $problem. The next attempt begins by itself. Ways on, where the repository is" \
      "lost for good: repair backup.repository, or raise database.generation to start on a new, empty path."
  if ((status == 1)) && [[ -z $(pgbackrest repo-ls --log-level-console=error --log-level-file=off "archive/$PGBACKREST_STANZA") ]]; then
    return 0
  fi
  refuse "the data directory is empty, but the repository of this environment ($place) already holds the stanza \"$PGBACKREST_STANZA\"$(held)." \
    "Nothing was touched: nothing is initialised, and nothing is restored by itself. Ways on:" \
    "to get the data back, run \`pgfleet restore $name\` and merge what it writes (docs/restore.md): it restores these backups into a new generation;" \
    "to start with an empty database, raise database.generation in environments/$name/values.yaml: the old backups stay where they are." \
    "If another volume should have been mounted here, repair that instead."
}

# What is there, in words.
held() {
  jq -r '.[0].backup | if length == 0 then " (without a backup)"
    else ", with \(length) \(if length == 1 then "backup" else "backups" end), the newest \(last.label) of \(last.timestamp.stop | todate)" end' <<<"$info"
}
