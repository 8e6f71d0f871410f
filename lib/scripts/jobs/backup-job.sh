#!/usr/bin/env bash
# What all Jobs of backups share. Sourced by backup.sh, verify.sh, drill.sh and dump.sh, after $directory, $job and $action are set.
#
#   prepare              the keys of the repository, judged and given to pgBackRest; refuses where one is missing
#   refuse FAULT CAUSE   one plain line, the result as JSON, and exit 1
#   attempt COMMAND...   runs it; what may pass by itself is tried again for PGFLEET_WAIT_SECONDS. Sets $output; 1 with $fault and $cause
#   ask COMMAND...       pgbackrest whose answer is read: standard output, without its log
#   read_info            sets $info, the JSON of `pgbackrest info`, as `attempt` does
#   result JSON-FIELDS   the line that `pgfleet` reads
#
# PGFLEET_WAIT_SECONDS (600); PGFLEET_REPOSITORY_WAIT_SECONDS (60): for the object storage; PGFLEET_BUSY_SECONDS (30): how long another
# backup is waited for; PGFLEET_RETRY_SECONDS (5): between attempts; PGFLEET_IO_SECONDS (10): of a first contact with the repository or
# the server, each of which pgBackRest tries for several times as long.

: "${directory:?}" "${job:?}" "${action:?}"
# shellcheck source=/dev/null
. "$directory/scripts/backup-faults.sh"
# shellcheck source=/dev/null
. "$directory/scripts/repository-keys.sh"
# Of backup-faults.sh.
: "${fault=}" "${cause=}" "${passing=}"
begin=$SECONDS
deadline=$((SECONDS + ${PGFLEET_WAIT_SECONDS:-600}))
output=
info=

say() { printf 'pgfleet %s: %s\n' "$job" "$*" >&2; }

# One line, also where a value holds more: programs read it line by line.
result() { printf 'pgfleet-result: %s\n' "$(jq -cn --arg action "$action" --argjson seconds "$((SECONDS - begin))" "$@")"; }

refuse() {
  local name=$1
  shift
  say "$*"
  # shellcheck disable=SC2016 # variables of jq
  result --arg fault "$name" --arg cause "$*" '{action: $action, ok: false, seconds: $seconds, fault: $fault, cause: $cause}'
  exit 1
}

prepare() {
  local problems program
  for program in pgbackrest jq psql openssl; do
    command -v "$program" >/dev/null || { say "the image of this Job has no $program: use an image that pgfleet describes in images/postgres." && exit 1; }
  done
  problems=$(repository_needs) || refuse needs-missing "${problems//$'\n'/; }. Nothing was done."
  write_repository_keys || refuse keys-not-written "cannot write the keys of the repository to $PGBACKREST_CONFIG_INCLUDE_PATH, see above."
}

# What a command prints is shown as it comes and kept. In the background, so that a stop of the Pod does not wait for its end.
keep() {
  local code=0 kept shower
  kept=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-job.XXXXXX")
  mkfifo "$kept/stream"
  tee -- "$kept/output" <"$kept/stream" >&2 &
  shower=$!
  "$@" >"$kept/stream" 2>&1 &
  child=$!
  wait "$child" || code=$?
  child=
  wait "$shower"
  output=$(<"$kept/output")
  rm -rf -- "$kept"
  return "$code"
}

# A stop reaches pgBackRest too, which then ends its backup in order.
stop_child() {
  if [[ -n ${child-} ]]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child"
  fi
  refuse interrupted "it was interrupted: the Pod was stopped. What is half made does no harm, and the next one cleans it up."
}
trap stop_child TERM INT

attempt() {
  local start=$SECONDS code
  while :; do
    code=0
    keep "$@" || code=$?
    ((code != 0)) || return 0
    if ((code > 128)); then
      fault=killed
      cause="$1 was killed by signal $((code - 128)). Where that is 9, somebody did it, or the memory limit of this Pod is too small."
      cause+=' What is half made does no harm, and the next one cleans it up.'
      return 1
    fi
    find_fault "$output"
    try_again "$start" || return 1
  done
}

# try_again START: waits a little and says why; 1 where $fault does not pass by itself, or has had its time.
try_again() {
  local bound=$deadline
  case $fault in
  # A backup that was killed a moment ago holds its lock until its server notices: a few seconds.
  busy) bound=$(($1 + ${PGFLEET_BUSY_SECONDS:-30})) ;;
  # The long wait is for the database. pgBackRest itself has tried the object storage for more than a minute.
  s3-*) bound=$(($1 + ${PGFLEET_REPOSITORY_WAIT_SECONDS:-60})) ;;
  esac
  if [[ $passing != yes ]] || ((SECONDS >= bound)); then return 1; fi
  say "trying again: $cause"
  sleep "${PGFLEET_RETRY_SECONDS:-5}" &
  wait "$!"
}

ask() { pgbackrest --log-level-console=error "$@"; }

# It exits with 0 whatever happens: what it could read stands in its status.
read_info() {
  local start=$SECONDS
  while :; do
    info=$(ask info --output=json --io-timeout="${PGFLEET_IO_SECONDS:-10}" 2>&1) || true
    if (($(status_code) < 99)); then return; fi
    output=$(jq -r '[.[].repo[]?.status.message] | join("\n")' <<<"$info" 2>/dev/null) || output=$info
    find_fault "${output:-$info}"
    printf '%s\n' "${output:-$info}" >&2
    try_again "$start" || return 1
  done
}

# 0: backups; 1: no stanza; 2: a stanza without backups; 3 and more: incomplete; 99: not readable.
status_code() { jq -r '.[0].status.code' <<<"$info" 2>/dev/null || printf 99; }

utc() { date -u -d "@$1" +%FT%TZ; }
