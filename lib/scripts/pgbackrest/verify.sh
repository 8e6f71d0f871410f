#!/usr/bin/env bash
# Proves that the repository is whole and recent and that the log is archived, or names everything that is wrong. A Job.
#
# Reports all findings, one line each, then fails. `pgbackrest verify` and `pgbackrest info` exit with 0 whatever they find, so both are
# judged by what they print. Parameters: as backup.sh; PGFLEET_MAX_AGE_SECONDS: the oldest that the newest backup may be (0: any);
# PGFLEET_HOST: the Pod of the database, also as PostgreSQL's certificate names it; PGPORT (5432).
set -uo pipefail # no -e: after a finding it goes on.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
# shellcheck disable=SC2034 # read in backup-job.sh
job=verify action=verify
: "${PGBACKREST_STANZA:?}" "${PGBACKREST_CONFIG:?}" "${PGFLEET_HOST:?}"
for part in backup-job backup-findings backup-info backup-client; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${fault=}" "${cause=}" "${output=}" "${info=}" "${tls:?}"

main() {
  prepare
  if read_info; then
    judge_backups
    judge_files
    judge_archive
  else
    finding "$fault" "$cause"
  fi
  judge_archiver
  judge_certificates
  report
}

# The newest backup without damaged pages counts.
judge_backups() {
  local label error stop age allowed=${PGFLEET_MAX_AGE_SECONDS:-0}
  while IFS=$'\t' read -r label error; do
    [[ $error != true ]] || finding damaged-pages "the backup $label holds damaged pages: $(damaged_files "$label"). The database had them when it was made."
  done <<<"$(jq -r '.[0].backup[]? | [.label, .error] | @tsv' <<<"$info")"
  if (($(status_code) != 0)); then
    finding no-backup "there is no backup that can be restored: $(jq -r '.[0].status.message' <<<"$info")."
    return
  fi
  IFS=$'\t' read -r label stop <<<"$(jq -r '[.[0].backup[] | select(.error | not)] | last // empty | [.label, .timestamp.stop] | @tsv' <<<"$info")"
  [[ -n $label ]] || return 0
  age=$(($(date +%s) - stop))
  ((allowed == 0 || age <= allowed)) ||
    finding backup-old "the newest good backup, $label of $(utc "$stop"), is $(duration "$age") old; by its schedule it should be at most $(duration "$allowed"). See the failed Jobs of the backup."
}

duration() { printf '%d h %d min' "$(($1 / 3600))" "$(($1 % 3600 / 60))"; }

# Reads every file of the repository and compares it with its checksum.
judge_files() {
  local words
  if ! attempt pgbackrest verify --output=text; then
    if [[ $fault == unknown ]]; then
      # The first segment of an archive it reads itself; where that cannot be decompressed it gives up, and names no file (2.55).
      words=$(sed -n 's/^.*ERROR: //p' <<<"$output" | head -n 1)
      finding damaged-repository "a file cannot be read, most likely the first segment of the log ($(segments | sed -n 1p)): $words. pgBackRest stops there, so nothing else was verified. Make a full backup now; what needs this file cannot be restored."
    else
      finding "$fault" "$cause"
    fi
    return
  fi
  [[ $output == *'status: error'* ]] || return 0
  # Which files: the log names each one, a bundle once for every file in it.
  words=$(sed -n "s/^.* INFO: \(invalid .*\|file missing .*\|unable to .*\)$/\1/p" <<<"$output" | sort -u | head -n 20 | tr '\n' ';')
  words=${words:-$(sed -n '/^status: error/,/^[0-9]\{4\}-/{/^ /p}' <<<"$output" | tr -s ' \n' ' ')}
  finding damaged-repository "files of the repository are damaged or missing: ${words%;}. Make a full backup now; what needs these files cannot be restored."
}

# Files of the newest archive, sorted: 0000000100000000/000000010000000000000001-<checksum>.zst
segments() {
  local archive
  archive=$(jq -r '[.[0].archive[]? | select(.max)] | last // empty | .id' <<<"$info")
  ask repo-ls --recurse --filter='^[^/]*/[0-9A-F]{24}-' "archive/$PGBACKREST_STANZA/$archive" | sort
}

# Segments that are missing between the oldest backup and the newest segment: pgbackrest verify does not report them (2.55).
judge_archive() {
  local oldest gaps
  oldest=$(jq -r '.[0] | (.archive | map(select(.max)) | last) as $last | [.backup[]? | select(.database.id == $last.database.id)] | first // empty | .archive.start' <<<"$info")
  [[ -n $oldest ]] || return 0
  gaps=$(segments | sed 's|.*/||; s|-.*||' | uniq | find_gaps "$oldest") || { finding unknown "the archive cannot be listed, see above." && return; }
  [[ -z $gaps ]] || finding archive-gap "segments of the log are missing in the repository: $gaps. No point in time after them can be reached from an older backup; make a full backup now."
}

# Names of segments, sorted, to the gaps between neighbours of one timeline. A segment is of 16 MiB, 256 of them to a log; where it is not,
# the last number before the next log is another one, so nothing is said of the change of a log.
find_gaps() {
  local name previous='' found=''
  while IFS= read -r name; do
    [[ ! $name < $1 ]] || continue
    if [[ -n $previous && ${name:0:8} == "${previous:0:8}" ]] && ((16#${name:16:8} != 0)) &&
      ((16#${name:8:8} != 16#${previous:8:8} || 16#${name:16:8} != 16#${previous:16:8} + 1)); then
      printf '%sbetween %s and %s' "$found" "$previous" "$name"
      found=', '
    fi
    previous=$name
  done
}

# `check` forces a segment to the repository and waits for it. What PostgreSQL itself counts tells more, and also of the time before.
judge_archiver() {
  local line code=0
  attempt pgbackrest check || finding "$fault" "$cause"
  output=$(as_backup postgres --file "$directory/scripts/archive-status.sql" 2>&1) || code=$?
  if ((code != 0)); then
    find_fault "$output"
    printf '%s\n' "$output" >&2
    finding "$fault" "$cause"
    return
  fi
  while IFS= read -r line; do
    [[ -z $line ]] || finding "${line%%: *}" "${line#*: }."
  done <<<"$output"
}

# Made ones last ten years; those of cert-manager are renewed when a third of their time is left, so a quarter is late for any.
judge_certificates() {
  local served
  judge_certificate 'the certificate of backup Jobs' "$tls/tls.crt"
  judge_certificate 'the authority of the environment' "$tls/ca.crt"
  [[ ! -e $directory/repository/ca.crt ]] || judge_certificate 'the authority of the object storage (backup.repository.ca)' "$directory/repository/ca.crt"
  # What PostgreSQL shows now: a renewed file that it did not load is of no use.
  served=$(mktemp "${TMPDIR:-/tmp}/pgfleet-served.XXXXXX")
  timeout 10 openssl s_client -starttls postgres -connect "$PGFLEET_HOST:${PGPORT:-5432}" </dev/null 2>/dev/null |
    sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' >"$served"
  [[ ! -s $served ]] || judge_certificate 'the certificate that PostgreSQL shows' "$served"
  rm -f -- "$served"
}

judge_certificate() {
  local dates begins ends left limit
  [[ -e $2 ]] || { finding certificate-missing "$1 is missing: there is no $2." && return; }
  dates=$(openssl x509 -noout -dates -in "$2" 2>/dev/null) || { finding certificate-unreadable "$1 is no certificate in PEM form: $2." && return; }
  begins=$(date -d "$(sed -n 's/^notBefore=//p' <<<"$dates")" +%s)
  ends=$(date -d "$(sed -n 's/^notAfter=//p' <<<"$dates")" +%s)
  left=$((ends - $(date +%s))) limit=$(((ends - begins) / 4))
  ((limit < 5184000)) || limit=5184000 # 60 days
  ((left > limit)) || finding certificate-ends "$1 ends at $(utc "$ends"). Renew it (docs: tls)."
}

report() {
  # shellcheck disable=SC2016 # variables of jq
  report_findings --arg newest "$(jq -r '.[0].backup[-1].label? // empty' <<<"$info" 2>/dev/null)" \
    '{action: $action, ok: ($findings == []), seconds: $seconds, newest: (if $newest == "" then null else $newest end), findings: $findings}'
  say "every file of the repository is whole, the newest backup is recent, and the log is archived"
}

main
