#!/usr/bin/env bash
# What a repository of backups holds, and whether a target of recovery lies in it. Sourced by init.sh and drill.sh, after
# backup-faults.sh. Reads, changes nothing.
#
# The target: $target_type (default|time|lsn|xid|name|immediate), $target, $target_set, $target_timeline; empty: the end of the archive.
#
#   read_repository   sets $info and $status: 0 backups, 1 nothing there, 2 or 3 a stanza without backups; 1 where it cannot be read
#   choose_backup     sets $backup (label), $backup_bytes, $newest_segment (a number, empty: not to be judged), $segment_bytes
# Where one fails it says why in $problem, as sentences, and returns 1.

# shellcheck disable=SC2034 # some of them are read by who sources this
backup='' backup_bytes=0 newest_segment='' segment_bytes=16777216 status=''
target_type=default
target=
target_set=
target_timeline=
problem=

# pgbackrest info exits with 0 also where it cannot read: what happened is in its JSON. Other errors stand instead of it, on the same stream.
read_repository() {
  local deadline=$((SECONDS + ${PGFLEET_REPOSITORY_WAIT_SECONDS:-60}))
  problem=
  while :; do
    info=$(pgbackrest info --output=json --log-level-console=error --log-level-file=off) &&
      status=$(jq -er '.[0].status.code' <<<"$info" 2>/dev/null) && ((status >= 0 && status < 99)) && return
    problem=$(jq -r '[.[0].repo[]?.status.message] | first // empty' 2>/dev/null <<<"$info") || problem=
    explain_problem "${problem:-$info}"
    ((SECONDS < deadline)) || return 1
    sleep 2
  done
}

# The hints guess at a stanza that was never made, whatever it was.
explain_problem() {
  local text
  text=$(grep -v '^ *HINT:' <<<"$1") || text=$1
  problem=$(head -n 1 <<<"$text")
  find_fault "$text"
  # shellcheck disable=SC2154 # of backup-faults.sh
  [[ $fault == unknown ]] || problem="$cause ($problem)"
}

choose_backup() {
  local stanza=${PGBACKREST_STANZA-} stanzas
  problem=
  case $status in
  0) ;;
  1)
    stanzas=$(pgbackrest repo-ls --log-level-console=error --log-level-file=off backup 2>/dev/null | tr '\n' ' ') || stanzas=
    problem="there is no stanza \"$stanza\"${stanzas:+; there are: ${stanzas% }}."
    return 1
    ;;
  *)
    problem="the stanza \"$stanza\" holds no backup that can be restored ($(jq -r '.[0].status.message' <<<"$info"))."
    return 1
    ;;
  esac
  choose_by_target && judge_archive
}

# field JQ-EXPRESSION: of the chosen backup.
field() { jq -r --arg label "$backup" '.[0].backup[] | select(.label == $label) | '"$1" <<<"$info"; }

choose_by_target() {
  local bound=9e15 major
  case $target_type in
  time) bound=$(date -u -d "$target" +%s) || { problem="the target time \"$target\" is no time." && return 1; } ;;
  esac
  if [[ -n $target_set ]]; then
    backup=$target_set
    [[ -n $(field .label) ]] ||
      { problem="there is no backup $target_set; there are: $(jq -r '[.[0].backup[].label] | join(", ")' <<<"$info")." && return 1; }
  elif [[ $target_type == lsn ]]; then
    backup=$(jq -r '.[0].backup[] | [.label, .lsn.stop // "0/0"] | @tsv' <<<"$info" | while IFS=$'\t' read -r label stop; do
      (($(position "$stop") > $(position "$target"))) || printf '%s\n' "$label"
    done | tail -n 1)
  else
    backup=$(jq -r --argjson bound "$bound" '[.[0].backup[] | select(.timestamp.stop < $bound) | .label] | last // empty' <<<"$info")
  fi
  if [[ -z $backup ]] || { [[ $target_type == time ]] && (($(field .timestamp.stop) >= bound)); } ||
    { [[ $target_type == lsn ]] && (($(position "$(field '.lsn.stop // "0/0"')") > $(position "$target"))); }; then
    problem="the target $target_type \"$target\" is before the end of ${target_set:+the backup $target_set. The oldest is }$(oldest). Only what came after the end of a backup can be restored from it."
    return 1
  fi
  major=$(jq -r --argjson id "$(field .database.id)" '.[0].db[] | select(.id == $id) | .version' <<<"$info" | head -n 1)
  [[ $major == "$PGFLEET_MAJOR" ]] ||
    { problem="the backup $backup is of PostgreSQL $major, but database.version is \"$PGFLEET_MAJOR\". A physical backup is restored by the same major only: set database.version to \"$major\"." && return 1; }
  backup_bytes=$(field .info.size)
}

# Newest last, as pgBackRest lists them.
oldest() {
  jq -r '.[0].backup[0] | "the backup \(.label): it ended at \(.timestamp.stop | todate), lsn \(.lsn.stop)"' <<<"$info"
}

# Is the target in what was archived until now?
judge_archive() {
  local archive files newest stored now moment
  archive=$(jq -r --argjson id "$(field .database.id)" '.[0].archive[] | select(.database.id == $id) | .id' <<<"$info" | head -n 1)
  newest=$(jq -r --argjson id "$(field .database.id)" '.[0].archive[] | select(.database.id == $id) | .max // empty' <<<"$info" | head -n 1)
  [[ -n $newest ]] || { problem="the archive of the backup $backup is empty, so it cannot be made consistent." && return 1; }
  find_segment_bytes
  newest_segment=$(segment_number "$newest")
  files=$(pgbackrest repo-ls --log-level-console=error --log-level-file=off --output=json --recurse "archive/$PGBACKREST_STANZA/$archive") ||
    { problem="the archive cannot be listed, see above." && return 1; }
  judge_timeline "$files" "$newest" || return
  case $target_type in
  time)
    now=$(date -u +%s)
    moment=$(date -u -d "$target" +%s)
    stored=$(jq '[.[] | select(.type == "file") | .time] | max' <<<"$files")
    if ((moment > now)); then
      problem="the target time \"$target\" is in the future (now it is $(date -u -d "@$now" +%FT%TZ)). Without a target everything up to the end of the archive is restored."
      return 1
    elif ((moment > stored)); then
      problem="the target time \"$target\" is later than the end of the archive: its newest segment was stored at $(date -u -d "@$stored" +%FT%TZ). Without a target everything up to there is restored."
      return 1
    fi
    # pgBackRest and PostgreSQL read it in this form.
    target=$(date -u -d "$target" '+%F %T.%6N+00')
    ;;
  lsn)
    if (($(position "$target") >= ($(segment_number "$newest") + 1) * segment_bytes)); then
      problem="the target lsn \"$target\" is later than the end of the archive, whose newest segment is $newest. Without a target everything up to there is restored."
      return 1
    fi
    ;;
  esac
}

judge_timeline() {
  local timelines wanted latest
  # Names of history files and of segments begin with the timeline, in eight hexadecimal digits.
  timelines=$(jq -r 'keys[]' <<<"$1" | sed -n 's/^\(.*\/\)\{0,1\}\([0-9A-F]\{8\}\)\(\.history\|[0-9A-F]\{16\}-\).*/\2/p' | sort -u)
  latest=$(tail -n 1 <<<"$timelines")
  if [[ $target_timeline =~ ^[0-9]+$ ]]; then
    printf -v wanted %08X "$target_timeline"
    grep -qx "$wanted" <<<"$timelines" ||
      { problem="the archive knows no timeline $target_timeline; the latest one is $((16#$latest))." && return 1; }
  fi
  # Elsewhere than on the latest timeline the newest segment is of another history.
  [[ ${target_timeline:-latest} == latest && ${2:0:8} == "$latest" ]] || newest_segment=
}

# position LSN: as a number of bytes.
position() { printf '%d' "$((16#${1%/*} * 4294967296 + 16#${1#*/}))"; }

segment_number() { printf '%d' "$((16#${1:8:8} * (4294967296 / segment_bytes) + 16#${1:16:8}))"; }

# The size of a segment is not in the repository's information, but the position and the name of one tell it: 16 MiB nearly always.
find_segment_bytes() {
  local start name mebibytes
  start=$(position "$(field '.lsn.start // "0/0"')")
  name=$(field .archive.start)
  for mebibytes in 16 1 2 4 8 32 64 128 256 512 1024; do
    segment_bytes=$((mebibytes * 1048576))
    ((start / segment_bytes != $(segment_number "$name"))) || return 0
  done
}
