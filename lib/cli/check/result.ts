import { resultOf } from '../job-wait';

/** Worst first. */
const severities = ['critical', 'unknown', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly check: string;
  /** Empty: the server. */
  readonly database: string;
  readonly object: string;
  readonly detail: string;
  readonly means: string;
  readonly do: string;
}

/** One check, in all its databases. */
export interface CheckRow {
  readonly check: string;
  readonly seconds: number;
  /** How many databases it ended in which state. */
  readonly states: Readonly<Record<string, number>>;
  readonly reason: string;
}

/** What report.sh says it found: lib/scripts/checks/report.jq, `result`. */
export interface CheckResult {
  readonly level: string;
  readonly worst: Severity | 'none';
  readonly started: string;
  readonly seconds: number;
  readonly summary: Readonly<Record<Severity, number>>;
  readonly checks: readonly CheckRow[];
  readonly findings: readonly Finding[];
  /** The file on the claim; empty: there is none. */
  readonly report: string;
  /** As it was printed, for programs. */
  readonly raw: object;
}

/**
 * The result in the log of a check; undefined where there is none that holds a verdict. The image of the Job may be of another version than
 * this program: what is not understood makes no result better.
 */
export const checkResultOf = (log: string): CheckResult | undefined => {
  const raw = resultOf(log);
  const result = fieldsOf(raw);
  const { worst } = result;
  if (worst !== 'none' && !isSeverity(worst)) return undefined;
  const summary = fieldsOf(result.summary);
  return {
    level: text(result.level),
    worst,
    started: text(result.started),
    seconds: number(result.seconds),
    summary: Object.fromEntries(severities.map((one) => [one, number(summary[one])])) as CheckResult['summary'],
    checks: array(result.checks).map((row) => ({
      check: text(row.check),
      seconds: number(row.seconds),
      states: Object.fromEntries(Object.entries(fieldsOf(row.states)).map(([state, times]) => [state, number(times)])),
      reason: text(row.reason),
    })),
    findings: array(result.findings).map((finding) => ({
      severity: isSeverity(finding.severity) ? finding.severity : 'unknown',
      code: text(finding.code),
      check: text(finding.check),
      database: text(finding.database),
      object: text(finding.object),
      detail: text(finding.detail),
      means: text(finding.means),
      do: text(finding.do),
    })),
    report: text(result.report),
    raw: raw as object,
  };
};

type Fields = Readonly<Record<string, unknown>>;

const isSeverity = (value: unknown): value is Severity => severities.some((severity) => severity === value);
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const array = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
