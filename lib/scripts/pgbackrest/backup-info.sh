#!/usr/bin/env bash
# What a repository holds, in words and as JSON. Sourced by backup.sh and verify.sh. $info is read before; the database is not needed.

: "${directory:?}" "${action:?}" "${info=}" "${begin=}"

# damaged_files LABEL: those whose pages did not fit their checksums when the backup was made.
damaged_files() {
  ask info --set="$1" --output=json 2>/dev/null | jq -r '.[0].backup[0]["error-list"] // [] | join(", ")'
}

# newest_wal: "SEGMENT SECONDS", the newest segment of the archive and when it was stored; nothing where there is none.
newest_wal() {
  local archive segment
  IFS=$'\t' read -r archive segment <<<"$(jq -r '[.[0].archive[]? | select(.max)] | last // empty | [.id, .max] | @tsv' <<<"$info")"
  [[ -n ${segment-} ]] || return 0
  # shellcheck disable=SC2016 # variables of jq
  ask repo-ls --output=json "archive/$PGBACKREST_STANZA/$archive/${segment:0:16}" |
    jq -r --arg segment "$segment" '[to_entries[] | select(.key | startswith($segment + "-")) | .value.time] | max // empty | "\($segment) \(.)"'
}

# report_backup LABEL made|skipped
report_backup() {
  local segment stored
  read -r segment stored <<<"$(newest_wal)"
  # shellcheck disable=SC2016 # variables of jq
  local fields='(.[0].backup[] | select(.label == $label)) | {action: $action, ok: true, seconds: $seconds, outcome: $outcome, label, type,
    stopped: (.timestamp.stop | todate), backupSeconds: (.timestamp.stop - .timestamp.start), databaseBytes: .info.size,
    copiedBytes: .info.delta, repositoryBytes: .info.repository.delta,
    newestWal: (if $segment == "" then null else {segment: $segment, stored: ($stored | tonumber | todate)} end)}'
  local line
  line=$(jq -c --arg action "$action" --argjson seconds "$((SECONDS - begin))" --arg outcome "$2" --arg label "$1" \
    --arg segment "${segment-}" --arg stored "${stored:-0}" "$fields" <<<"$info")
  say "$(jq -r '"\(if .type == "incr" then "incremental" elif .type == "diff" then "differential" else .type end) backup \(.label)" +
    " in \(.backupSeconds) s: \(.copiedBytes / 1048576 | ceil) MiB of \(.databaseBytes / 1048576 | ceil) MiB copied," +
    " \(.repositoryBytes / 1048576 * 10 | ceil / 10) MiB in the repository; newest WAL \(.newestWal.segment // "none")"' <<<"$line")"
  printf 'pgfleet-result: %s\n' "$line"
}

# All backups, with the range of time that can be restored: from the end of the first one to the newest segment of the log.
list_backups() {
  local segment stored
  read -r segment stored <<<"$(newest_wal)"
  # shellcheck disable=SC2016 # variables of jq
  jq -r '.[0].backup[]? | "\(.label)  \(.type)  \(.timestamp.stop | todate)  \(.info.size / 1048576 | ceil) MiB, \(.info.repository.delta / 1048576 * 10 | ceil / 10) MiB in the repository\(if .error then "  DAMAGED PAGES" else "" end)"' <<<"$info" >&2
  # shellcheck disable=SC2016 # variables of jq
  printf 'pgfleet-result: %s\n' "$(jq -c --argjson seconds "$((SECONDS - begin))" --arg segment "${segment-}" --arg stored "${stored:-0}" \
    --arg repository "$(cat -- "$directory/backup/repository" 2>/dev/null)" '{action: "list", ok: true, seconds: $seconds, repository: $repository,
      recoverable: (if $segment == "" or (.[0].backup | length) == 0 then null
        else {from: ([.[0].backup[].timestamp.stop] | min | todate), to: ($stored | tonumber | todate), newestWal: $segment} end),
      info: .}' <<<"$info")"
}
