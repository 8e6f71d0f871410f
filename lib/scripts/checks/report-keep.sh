#!/usr/bin/env bash
# Keeps reports on a claim: <UTC time>-<level>.json and .txt, the newest PGFLEET_REPORT_KEEP of them. Sourced by report.sh.
#
# keep_report   sets $kept, the name of the report, and $previous, the verdict of the last one of its level; both empty where there is none.
# A report is whole or not there: it gets its name when it is on the disk. Other files of the claim are nobody's business.

: "${work=}"
kept=
# shellcheck disable=SC2034 # read in report-events.sh
previous=
report_pattern='^[0-9]{8}T[0-9]{6}Z-(quick|standard|full|unknown)\.(json|txt)$'

keep_report() {
  local claim=${PGFLEET_REPORT_DIRECTORY:-} level name
  [[ -n $claim ]] || return 0
  [[ -d $claim ]] || { say "there is no $claim: this report is only in the log" && return 0; }
  level=$(jq -r .level "$work/report.json")
  find_previous "$claim" "$level"
  # What a run that was killed left here.
  find "$claim" -maxdepth 1 -type f -name '.writing-*' -mmin +60 -delete 2>/dev/null
  name=$(date -u +%Y%m%dT%H%M%SZ)-$level
  while [[ -e $claim/$name.json ]]; do
    sleep 1
    name=$(date -u +%Y%m%dT%H%M%SZ)-$level
  done
  if ! write_report "$claim" "$name"; then
    say "the report is not kept: $claim cannot be written, see above. Where it is full: raise checks.report.size, or lower checks.report.keep"
    return 0
  fi
  kept=$name
  remove_old "$claim"
}

find_previous() {
  local last
  last=$(reports "$1" | grep -E -- "-$2\.json\$" | tail -n 1)
  # shellcheck disable=SC2034
  [[ -z $last ]] || previous=$(jq -r '.worst | strings' "$1/$last" 2>/dev/null) || previous=
}

# Names of this script's own making, oldest first.
reports() { find "$1" -maxdepth 1 -type f -printf '%f\n' | grep -E -- "$report_pattern" | LC_ALL=C sort; }

# The text first: what has a .json is complete.
write_report() {
  local kind temporary done=0
  for kind in txt json; do
    temporary=$(mktemp -- "$1/.writing-XXXXXX") || return 1
    if cp -- "$work/report.$kind" "$temporary" && chmod 0640 -- "$temporary" && sync -- "$temporary" && mv -T -- "$temporary" "$1/$2.$kind"; then
      done=$((done + 1))
    else
      rm -f -- "$temporary"
      break
    fi
  done
  ((done == 2)) && sync -- "$1" && return
  rm -f -- "$1/$2.txt" "$1/$2.json"
  return 1
}

# Never the one just written, also where the clock was set back.
remove_old() {
  local keep=${PGFLEET_REPORT_KEEP:-30} name
  [[ $keep =~ ^[1-9][0-9]{0,5}$ ]] || keep=30
  reports "$1" | sed 's/\.[a-z]*$//' | uniq | head -n "-$keep" | while IFS= read -r name; do
    [[ $name == "$kept" ]] || rm -f -- "$1/$name.json" "$1/$name.txt" || say "the old report $name cannot be removed, see above"
  done
}
