#!/usr/bin/env bash
# The first Pod that mounts the claim of reports: many StorageClasses make a volume no earlier, and Argo CD waits for it.
set -euo pipefail

main() {
  local claim=${PGFLEET_REPORT_DIRECTORY:?}
  [[ -w $claim ]] || { printf 'pgfleet reports: %s cannot be written: look at the StorageClass of the claim\n' "$claim" >&2 && return 1; }
  printf 'pgfleet reports: the volume is there\n'
}

main
