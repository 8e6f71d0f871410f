# The report: findings as lines, and what their codes mean.
["critical", "unknown", "warning", "info"] as $order
# What all databases share is found in each of them, and said once.
| [$found | to_entries | unique_by(.value) | sort_by(.key) | .[].value | . as $one
    | ($codes[0][.code] // {severity: "unknown", means: "A check gave a code that this version does not know.", do: "Read the detail."}) as $known
    | {severity: $known.severity, code, check, database, object, detail, means: $known.means, do: $known.do}]
  | sort_by(.severity as $severity | $order | index($severity))
  # A wrecked database has more than a report can hold.
  | reduce .[] as $one ({kept: [], count: {}, worst: {}};
      .count[$one.check] += 1
      | if .count[$one.check] <= 1000 then .kept += [$one] else .worst[$one.check] //= $one.severity end)
  | .kept + [(.count | to_entries[] | select(.value > 1000)) as {key: $check, value: $count}
      | {severity: .worst[$check], code: "more-findings", $check, database: null, object: "", detail: "\($count - 1000) more"}
        + ($codes[0]["more-findings"] | {means, do})]
  | sort_by(.severity as $severity | $order | index($severity))
  | . as $findings
| {
    schemaVersion: 1, $environment, generation: ($generation | tonumber? // $generation), $level, $started, $finished, $seconds,
    server: ($server[0] | if . == null then null else {version, checksums} end),
    $databases, $checks, $findings,
    summary: ([$order[] as $severity | {($severity): ($findings | map(select(.severity == $severity)) | length)}] | add),
    worst: ($findings[0].severity // "none")
  }
