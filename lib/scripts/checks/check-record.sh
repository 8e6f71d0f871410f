#!/usr/bin/env bash
# Leaves the result in the tables that prometheus-postgres-exporter reads. Sourced by check.sh.

: "${directory:?}" "${work:?}" "${level:?}" "${first_database:?}"

# record_results FILE: what report.json says in numbers, in place of the last run of this level. Not everybody's server has the tables, and
# one that is absent takes nothing: that is a line of the log and no finding. At most 500 rows, since each is a series of Prometheus.
record_results() {
  prepare_session
  # shellcheck disable=SC2016 # variables of jq
  jq -c --arg level "$level" '{
    run: {level: $level, finished, seconds, worst, critical: .summary.critical, unknown: .summary.unknown, warning: .summary.warning, info: .summary.info},
    findings: ([.findings | group_by([.severity, .code, .database])[] | {level: $level, severity: .[0].severity, code: .[0].code, database: .[0].database, object_count: length}]
      | sort_by(.severity as $severity | ["critical", "unknown", "warning", "info"] | index($severity)) | .[:500])
  }' "$1" >"$work/record" &&
    PGFLEET_RECORD=$work/record PGOPTIONS="${PGOPTIONS-} -c statement_timeout=10s" PGDATABASE=$first_database timeout 20 \
      psql --no-psqlrc --quiet --no-password --tuples-only --no-align --set ON_ERROR_STOP=1 \
      --file "$directory/scripts/check-record.sql" >"$work/recorded" 2>"$work/errors" &&
    [[ ! -s $work/recorded ]] && return
  say "the result is not in the tables of metrics: $(cat -- "$work/recorded" "$work/errors" 2>/dev/null | tr -s '[:cntrl:]' ' ' | head -c 500)"
}
