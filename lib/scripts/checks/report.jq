# From report.json to what people and programs read. A module of jq for report.sh; jq 1.6 and newer.
# Names and messages come from a database that may be damaged, or hostile: every text is bounded and becomes one line.

def severities: ["critical", "unknown", "warning", "info"];
def rank: . as $severity | severities | index($severity) // length;

# Not $length: a parameter of that name is also what `length` means.
def bounded($most): if length > $most then .[:$most] + "\u2026" else . end;
def text($most): (if type == "string" then . elif . == null then "" else tojson end) | bounded($most);
def nullable($most): if . == null then . else text($most) end;
def word: if type == "string" and test("^[a-z0-9-]{1,64}$") then . else "unnamed" end;
def number: if type == "number" and . >= 0 and . < 1e12 then . else 0 end;
def list: if type == "array" then . else [] end;
def object: if type == "object" then . else {} end;

# C0 and C1 are commands to a terminal; the others hide text, end a line, or turn its direction.
def harmful: . < 32 or (. > 126 and . < 160) or . == 173 or (. > 8202 and . < 8208) or (. > 8231 and . < 8239) or (. > 8287 and . < 8304) or . == 65279;
# Letter by letter only where it must be, since that takes a hundred times as long.
def replaced(letter): if test("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]") then explode | map(letter) | implode else . end;
def shown: replaced(if harmful then 65533 else . end);
def sentence($most): bounded($most) | replaced(if . == 9 or . == 10 or . == 13 then 32 elif harmful then 65533 else . end);

# What every other definition takes: report.json with nothing missing and everything of its type. $failure: why there is none, or "".
def normalised($failure; $codes; $environment; $level; $now; $failOn):
  def own($code; $detail):
    {severity: "unknown", code: $code, check: "run", database: null, object: "", detail: $detail}
    + ($codes[$code] // {} | {means: (.means // "The check did not come to a verdict."), do: (.do // "")});
  def finding:
    if type != "object" then own("check-failed"; "a finding that is none: \(tojson | bounded(200))")
    else {
      severity: (.severity | if rank < 4 then . else "unknown" end), code: (.code | word), check: (.check | word),
      database: (.database | nullable(256)), object: (.object | text(1000)), detail: (.detail | text(4000)),
      means: (.means | text(1000)), do: (.do | text(1000))
    } end;
  def check:
    object | {
      check: (.check | word), database: (.database | nullable(256)), objects: (.objects | number), seconds: (.seconds | number),
      state: (.state | if IN("done", "skipped", "not-possible") then . else "unfinished" end), reason: (.reason | text(300))
    };
  . as $report
  | (.checks | list | map(check)) as $checks
  | (.findings | list | map(finding)) as $found
  | (if $failure != "" then $found + [own("check-failed"; $failure)]
     # Nothing found and nothing looked at is no sound database.
     elif all($checks[]; .state != "done") and all($found[]; .severity == "info") then $found + [own("check-failed"; "no check was done")]
     else $found end) as $all
  # Never better than what the file says of itself.
  | (reduce severities[] as $severity ({}; .[$severity] =
      ([([$all[] | select(.severity == $severity)] | length), ($report.summary | object | .[$severity] | number)] | max))) as $summary
  | ([(severities | map(select($summary[.] > 0))[0]), ($report.worst | if type == "string" and rank < 4 then . else null end)]
     | map(values) | min_by(rank) // "none") as $worst
  | {
      schemaVersion: 1, environment: ($environment | text(253)), generation: (.generation | if type == "number" then . else text(64) end),
      level: (.level | if IN("quick", "standard", "full") then . else $level end),
      started: (.started // $now | text(40)), finished: (.finished // $now | text(40)), seconds: (.seconds | number),
      server: (if (.server | type) == "object" then {version: (.server.version | text(60)), checksums: (.server.checksums == true)} else null end),
      databases: (.databases | list | map(text(256))), checks: $checks, findings: ($all | sort_by(.severity | rank)),
      summary: $summary, worst: $worst,
      exit: ({critical: 2, unknown: 3, warning: (if $failOn == "critical" then 0 else 1 end)}[$worst] // 0)
    };

def duration:
  floor | if . < 120 then "\(.) s" elif . < 7200 then "\(. / 60 | floor) min \(. % 60) s" else "\(. / 3600 | floor) h \(. % 3600 / 60 | floor) min" end;
def counted($what): "\(.) \($what)\(if . == 1 then "" else "s" end)";
def padded($width): . + " " * ($width - length);
def before($width): " " * ($width - length) + .;

def verdict: {critical: "CRITICAL", unknown: "UNKNOWN", warning: "WARNING"}[.worst] // "SOUND";
def headline:
  (.environment | shown) + ": " + verdict + "; level \(.level), "
  + (if .server then "PostgreSQL \(.server.version | shown | split(" ")[0] // "")" else "no server" end)
  + ", \(.databases | length | counted("database")), \(.seconds | duration); "
  + (.summary | [.critical, .unknown, .warning, .info] as $n | "\($n[0]) critical, \($n[1]) unknown, \($n[2] | counted("warning")), \($n[3]) for information");

def place: [.database // empty, .object] | map(select(. != "") | bounded(300) | shown) | join(" ");
# Where, what, what it means, what to do.
def told($most):
  ([([place, (.detail | sentence($most) | rtrimstr("."))] | map(select(. != "")) | join(": ")), (.means | sentence(300))] | map(select(. != "")) | join(". "))
  + (if .do == "" then "" else " -> " + (.do | sentence(300)) end);

# One row for a check, however many databases it ran in.
def by_check:
  [.checks[] | .check] as $order
  | (reduce .checks[] as $check ({}; .[$check.check] += [$check])) as $groups
  | [$groups | to_entries | sort_by(.key as $key | $order | index($key))[] | {
      check: .key, databases: (.value | map(select(.database != null)) | length), objects: (.value | map(.objects) | add),
      seconds: (.value | map(.seconds) | add),
      states: (.value | group_by(.state) | map({key: .[0].state, value: length}) | from_entries),
      reason: ([.value[] | .reason | select(. != "")][0] // "")
    }][:40];

def row: "\(.[0] | padded(14)) \(.[1] | before(9)) \(.[2] | before(9)) \(.[3] | before(8))  \(.[4])";
def table:
  (["check", "databases", "objects", "seconds", "state"] | row),
  (by_check[]
   | (.states | length) as $different
   | [.check, (if .databases == 0 then "-" else "\(.databases)" end), "\(.objects)", "\(.seconds | floor)",
      ([.states | to_entries[] | (if $different > 1 then "\(.value) " else "" end) + .key] | join(", "))
      + (if .reason == "" then "" else ": " + (.reason | sentence(200)) end)] | row);

# For a person at three in the morning.
def page($lines):
  (.findings[:$lines] | map(.code | length) | max // 0) as $width
  | headline,
    (.findings[:$lines][] | "\(.severity | ascii_upcase | padded(8)) \(.code | padded($width))  \(told(700))"),
    ((.findings | length - $lines) | select(. > 0) | "... and \(.) more findings, which are in the JSON of this report."),
    "", (if .checks == [] then "Nothing was checked." else "Checked from \(.started | shown) to \(.finished | shown):", table end);

# The line that programs read. It stays below 200 kB.
def result($file):
  (.findings[:1000] | map(map_values(if type == "string" then sentence(400) else . end))
   | [foreach .[] as $finding (0; . + ($finding | tojson | utf8bytelength); select(. < 150000) | $finding)]) as $findings
  | {action: "check", ok: (.exit == 0), environment: (.environment | shown), level, worst, seconds, started: (.started | shown),
     finished: (.finished | shown), server: (.server | if . then .version |= shown else . end), databases: (.databases | length), summary,
     checks: (by_check | map(.reason |= sentence(200))), report: $file, findings: $findings, omitted: ((.findings | length) - ($findings | length))};

def within($bytes):
  if utf8bytelength <= $bytes then .
  else reduce (explode[] | [.] | implode) as $letter ({text: "", left: ($bytes - 3)}; .left -= ($letter | utf8bytelength) | if .left >= 0 then .text += $letter else . end)
    | .text + "\u2026" end;

# Short enough that what to do is never cut off.
def brief: .database |= (if . then within(80) else . end) | .object |= within(260) | .detail |= within(280) | "\(.code) \(told(280))";

# At most 20, worst first, and one that counts where there are more. $object: what they are about; $previous: the verdict of the last report
# of this level, or "".
def events($object; $pod; $uid; $now; $previous):
  def event($type; $reason; $message):
    {apiVersion: "v1", kind: "Event", involvedObject: $object, type: $type, reason: $reason, message: ($message | within(1024)), action: "Check",
     reportingComponent: "pgfleet.dev/check", reportingInstance: $pod, source: {component: "pgfleet.dev/check"},
     firstTimestamp: $now, lastTimestamp: $now, count: 1};
  [.findings[] | select(.severity | rank < 3)] as $grave
  | [($grave[:20][] | event("Warning"; "Integrity" + (.severity | .[:1] | ascii_upcase) + .severity[1:]; brief)),
     (if ($grave | length) > 20 then event("Warning"; "IntegritySummary"; "\(headline). The first 20 are Events, all of them are in the report.") else empty end),
     (if (.worst | rank) > 2 and ($previous | rank) < 3 then event("Normal"; "IntegrityRestored"; "\(headline). The last check of this level said \($previous).") else empty end)]
  # A name of its own for each: where an answer is lost and it is sent again, the second one is refused and nothing doubles.
  | to_entries[] | .key as $number | .value | .metadata = {name: "pgfleet-check-\($uid)-\($number)", namespace: $object.namespace};
