#!/usr/bin/env bash
# Tells what check.sh found: prints it, keeps it on the claim, posts Events, and ends by the worst. The second container of a check's Pod:
# it holds a token of the API server and never talks to PostgreSQL.
#
# Parameters: PGFLEET_RESULT_DIRECTORY (/pgfleet/result), with report.json; PGFLEET_REPORT_DIRECTORY: the claim, empty: none;
# PGFLEET_REPORT_KEEP (30): reports that stay; PGFLEET_FAIL_ON (warning|critical); PGFLEET_ENVIRONMENT; PGFLEET_WORKLOAD: the StatefulSet
# that Events are about, empty: this Pod; PGFLEET_NAMESPACE, PGFLEET_POD, PGFLEET_POD_UID; PGFLEET_CHECK_LEVEL: where there is no report.
# Ends with 0: nothing found, or less than PGFLEET_FAIL_ON; 1: a warning; 2: critical; 3: it could not be judged.
# The last line is `pgfleet-result: {json}`. What cannot be kept or posted is said and does not change the verdict.
set -uo pipefail # no -e: whatever fails, the verdict is told.
umask 0077
export LC_ALL=C.UTF-8

directory=${PGFLEET_DIRECTORY:-/pgfleet}
for part in report-keep report-events; do
  # shellcheck source=/dev/null
  . "$directory/scripts/$part.sh"
done
: "${kept=}" "${previous=}"
work=
code=3
failure=

say() { printf 'pgfleet report: %s\n' "$*" >&2; }

# render JQ-PROGRAM ARGUMENTS...: with the definitions of report.jq, over the report.
render() {
  local program=$1
  shift
  jq -L "$directory/scripts" "$@" "include \"report\"; $program" "$work/report.json"
}

main() {
  command -v jq >/dev/null || { say "the image of this Job has no jq: use an image that pgfleet describes in images/postgres." && exit 3; }
  work=$(mktemp -d "${TMPDIR:-/tmp}/pgfleet-report.XXXXXX") || { say "cannot write to ${TMPDIR:-/tmp}, see above" && exit 3; }
  trap 'rm -rf -- "$work"' EXIT
  # A stop of the Pod leaves time for the verdict.
  trap 'say "it was interrupted: the Pod was stopped." && conclude' TERM INT
  read_report
  render 'page(2000)' -r >"$work/report.txt" || say "the text of the report could not be made, see above"
  cat -- "$work/report.txt"
  keep_report
  post_events
  conclude
}

# Sets $code and makes $work/report.json, whatever the check left behind.
read_report() {
  local given=${PGFLEET_RESULT_DIRECTORY:-/pgfleet/result}/report.json
  if [[ ! -f $given || -L $given ]]; then
    failure="it left no report: it died, or was killed"
  elif (($(stat -c %s -- "$given") > 16777216)); then
    failure="its report is larger than 16 MiB"
  elif ! jq -es 'length == 1 and (.[0] | type == "object" and .schemaVersion == 1 and (.findings | type) == "array")' "$given" >/dev/null 2>&1; then
    failure="what it left is not a whole report: it died, or was killed, or its disk was full"
  else
    cp -- "$given" "$work/report.json" && normalise && return
    failure="its report cannot be read"
  fi
  printf '{}' >"$work/report.json"
  normalise || say "the report could not be read, see above"
}

normalise() {
  # shellcheck disable=SC2016 # variables of jq
  render 'normalised($failure; $codes[0]; $environment; $level; $now; $failOn)' -c --arg failure "$failure" \
    --slurpfile codes "$directory/scripts/findings.json" --arg environment "${PGFLEET_ENVIRONMENT:-unnamed}" \
    --arg level "${PGFLEET_CHECK_LEVEL:-unknown}" --arg now "$(date -u +%FT%TZ)" --arg failOn "${PGFLEET_FAIL_ON:-warning}" \
    >"$work/normalised.json" && code=$(jq -er .exit "$work/normalised.json") && mv -- "$work/normalised.json" "$work/report.json"
}

conclude() {
  trap '' TERM INT
  # shellcheck disable=SC2016 # variables of jq
  render '"pgfleet-result: " + (result($file) | tojson)' -r --arg file "$kept" || {
    printf 'pgfleet-result: {"action":"check","ok":false}\n'
    code=3
  }
  exit "$code"
}

main
