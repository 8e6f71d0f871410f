#!/usr/bin/env bash
# Dumps in the repository. Sourced by dump.sh and restore-dump.sh, after backup-job.sh; $work is a directory of the caller.
#
#   read_dumps       sets $listing (JSON), $complete and $incomplete: labels, one per line, the newest last; refuses where it cannot
#   put FILE TO      stores a file
#   get FROM         prints a file
#   store TO COMMAND...  stores what a command prints, reads it back and compares; sets $bytes and $sha256; errors in $work/errors

: "${directory:?}" "${begin=}" "${fault=}" "${cause=}" "${work=}"
listing='' complete='' incomplete='' sha256='' bytes=0

# shellcheck disable=SC2034 # some of them are read by who sources this
read_dumps() {
  local start=$SECONDS
  until listing=$(ask repo-ls --recurse --output=json --io-timeout="${PGFLEET_IO_SECONDS:-10}" dump 2>"$work/errors"); do
    cat -- "$work/errors" >&2
    find_fault "$(<"$work/errors")"
    try_again "$start" || refuse "$fault" "$cause"
  done
  complete=$(jq -r 'keys[] | select(test("^[0-9TZ]+/manifest$")) | sub("/.*"; "")' <<<"$listing" | sort)
  incomplete=$(jq -r '[keys[] | select(test("^[0-9TZ]+$"))] - [keys[] | select(endswith("/manifest")) | sub("/.*"; "")] | .[]' <<<"$listing" | sort)
}

put() { ask repo-put "$2" <"$1"; }

# Unlike the other commands this one does not find the passphrase of the repository by itself, unless the file is a backup (2.55).
get() {
  local passphrase
  passphrase=$(sed -n 's/^repo1-cipher-pass=//p' "$PGBACKREST_CONFIG_INCLUDE_PATH/keys.conf" 2>/dev/null)
  if [[ -n $passphrase ]]; then PGBACKREST_CIPHER_PASS=$passphrase ask repo-get "$1"; else ask repo-get "$1"; fi
}

# shellcheck disable=SC2034 # bytes is read by who sources this
store() {
  local to=$1 code=0 summer counter
  shift
  rm -f -- "$work"/stream.*
  mkfifo "$work/stream.sum" "$work/stream.count"
  sha256sum <"$work/stream.sum" | cut -d' ' -f1 >"$work/sum" &
  summer=$!
  wc -c <"$work/stream.count" >"$work/count" &
  counter=$!
  # In the background, so that a stop of the Pod does not wait for its end.
  { "$@" | tee -- "$work/stream.sum" "$work/stream.count" | ask repo-put "$to"; } 2>"$work/errors" &
  child=$!
  wait "$child" || code=$?
  child=
  wait "$summer" "$counter"
  cat -- "$work/errors" >&2
  ((code == 0)) || return "$code"
  sha256=$(<"$work/sum") bytes=$(($(<"$work/count")))
  # What lies in the repository now is what was dumped.
  [[ $(get "$to" 2>"$work/errors" | sha256sum | cut -d' ' -f1) == "$sha256" ]] && return
  printf 'what was stored in %s is not what was dumped\n' "$to" | tee -a -- "$work/errors" >&2
  return 1
}

# Dumps with their time; a finding where the newest one is too old or there is none.
report_dumps() {
  local newest ended age allowed=${PGFLEET_MAX_AGE_SECONDS:-0} problem=
  newest=$(tail -n 1 <<<"$complete")
  if [[ -z $newest ]]; then
    problem='there is no complete dump'
  else
    ended=$(get "dump/$newest/manifest" | jq -r .ended)
    age=$(($(date +%s) - $(date -d "$ended" +%s)))
    ((allowed == 0 || age <= allowed)) || problem="the newest dump, $newest, is $((age / 3600)) h $((age % 3600 / 60)) min old; by its schedule it should be at most $((allowed / 3600)) h $((allowed % 3600 / 60)) min"
  fi
  # shellcheck disable=SC2016 # variables of jq
  result --arg repository "$(cat -- "$directory/backup/repository" 2>/dev/null)" --argjson files "$listing" --arg complete "$complete" \
    --arg incomplete "$incomplete" --arg problem "$([[ $allowed == 0 ]] || printf %s "$problem")" '
    def size($label): [$files | to_entries[] | select(.key | startswith($label + "/")) | .value.size // 0] | add;
    def stored($label): [$files | to_entries[] | select(.key | startswith($label + "/")) | .value.time // 0] | max;
    {action: $action, ok: ($problem == ""), seconds: $seconds, repository: $repository, recoverable: null,
     info: [{backup: ($complete | split("\n") | map(select(. != "") | {label: ., type: "dump", error: false, timestamp: {stop: stored(.)},
       info: {size: size(.), repository: {delta: size(.)}}}))}],
     incomplete: ($incomplete | split("\n") | map(select(. != "")))} + (if $problem == "" then {} else {fault: "backup-old", cause: $problem} end)'
  [[ -z $problem ]] || say "$problem"
  [[ -z $problem || $allowed == 0 ]] || exit 1
}
