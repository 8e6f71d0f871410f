#!/usr/bin/env bash
# report.json, of what stands in $work. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${result:?}" "${level:?}" "${started:?}"

write_report() {
  local seconds=$SECONDS names='[]'
  [[ ! -s $work/server ]] || names=$(jq -cs '[.[].name]' "$work/databases" 2>/dev/null) || names='[]'
  tell_unfinished
  # shellcheck disable=SC2016 # variables of jq
  jq -n --arg environment "${PGFLEET_ENVIRONMENT-}" --arg generation "${PGFLEET_GENERATION-}" --arg level "$level" --arg started "$started" \
    --arg finished "$(date -u +%FT%TZ)" --argjson seconds "$seconds" --argjson databases "$names" \
    --slurpfile codes "$directory/scripts/findings.json" --slurpfile server "$work/server" --slurpfile checks "$work/checks" \
    --slurpfile found "$work/findings" --from-file "$directory/scripts/check-report.jq" >"$result/report.json.new" &&
    mv -- "$result/report.json.new" "$result/report.json" && return
  say "cannot write $result/report.json, see above"
  return 1
}

# One finding per check, however many databases wait. Also for what was planned and has no state, whatever the reason.
tell_unfinished() {
  local line
  # shellcheck disable=SC2016 # variables of jq
  jq -c --slurpfile states "$work/checks" '($states | map({check, database})) as $known | select([.] - $known != [])
    | . + {state: "unfinished", objects: 0, seconds: 0, reason: "the check ended before it"}' "$work/planned" >"$work/unknown"
  cat -- "$work/unknown" >>"$work/checks"
  # shellcheck disable=SC2016 # variables of jq
  jq -cs '[.[] | select(.state == "unfinished")] | group_by(.check)[]
    | {check: .[0].check, detail: ("\(.[0].reason): not finished in " + ([.[:5][] | .database // "the server"] | join(", "))
      + (if length > 5 then " and \(length - 5) more databases" else "" end)
      + (map(.objects) | add | if . > 0 then ", after \(.) objects" else "" end))}' "$work/checks" >"$work/unfinished"
  while IFS= read -r line; do
    finding not-finished "$(jq -r .check <<<"$line")" '' '' "$(jq -r .detail <<<"$line")"
  done <"$work/unfinished"
}
