#!/usr/bin/env bash
# Findings are collected, so that one run tells all of them. Sourced by verify.sh and drill.sh, after backup-job.sh.

: "${begin=}"
findings=()

# finding FAULT CAUSE
finding() {
  say "FINDING $1: $2"
  # shellcheck disable=SC2016 # variables of jq
  findings+=("$(jq -cn --arg fault "$1" --arg cause "$2" '{fault: $fault, cause: $cause}')")
}

# report_findings JQ-ARGUMENTS...: the result, with $findings; ends with 1 where there is any.
report_findings() {
  local all=[]
  ((${#findings[@]} == 0)) || all=$(printf '%s\n' "${findings[@]}" | jq -cs .)
  result --argjson findings "$all" "$@"
  ((${#findings[@]} == 0)) || { say "${#findings[@]} findings, see above" && exit 1; }
}
