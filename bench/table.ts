import type { CheckRow } from './check';
import type { SelfServiceCost } from './self-service';
import type { Verdict } from './thresholds';

/** Medians of one fleet size, in milliseconds; undefined: not measured at this size or not installed. */
export interface Row {
  readonly environments: number;
  readonly objectsEach: number;
  readonly full: number;
  readonly unchanged: number;
  readonly oneChanged: number;
  readonly plainCdk8s: number | undefined;
  readonly bareWrite: number | undefined;
  readonly kustomize: number | undefined;
  /** `pgfleet plan` with five changed environments; undefined: there is no Git. */
  readonly plan: number | undefined;
  /** Highest of all our runs. */
  readonly peakBytes: number;
  readonly planPeakBytes: number | undefined;
}

/** The rows as a Markdown table, times in milliseconds, ratios to plain cdk8s in parentheses. */
export const rowsTable = (rows: readonly Row[]): string =>
  table(
    [
      'environments',
      'objects each',
      'full synth',
      'no change',
      'one changed',
      'plan, 5 changed',
      'plain cdk8s',
      'bare write',
      'kubectl kustomize',
      'peak MB',
    ],
    rows.map((row) => {
      const beside = (ours: number): string =>
        `${ours.toFixed(0)}${row.plainCdk8s === undefined ? '' : ` (${(row.plainCdk8s / ours).toFixed(1)}x)`}`;
      return [
        String(row.environments),
        String(row.objectsEach),
        beside(row.full),
        beside(row.unchanged),
        beside(row.oneChanged),
        row.plan?.toFixed(0) ?? '-',
        row.plainCdk8s?.toFixed(0) ?? '-',
        row.bareWrite?.toFixed(0) ?? '-',
        row.kustomize?.toFixed(0) ?? '-',
        (row.peakBytes / 1e6).toFixed(0),
      ];
    }),
  );

export const checksTable = (rows: readonly CheckRow[]): string =>
  table(
    ['jobs', 'seconds of a check', 'transactions per second alone', 'beside a check', 'of those alone'],
    rows.map((row) => [
      String(row.jobs),
      row.seconds.toFixed(1),
      row.transactionsAlone.toFixed(0),
      row.transactionsBeside.toFixed(0),
      `${((row.transactionsBeside / row.transactionsAlone) * 100).toFixed(0)} %`,
    ]),
  );

export const selfServiceTable = (cost: SelfServiceCost): string =>
  table(
    ['environments', 'all made in a loop', 'one more', 'node -e 0', 'list', 'synth --check', 'bare read'],
    [
      [
        String(cost.environments),
        ...[cost.loop, cost.create, cost.node, cost.list, cost.check, cost.bareRead].map((time) => time.toFixed(0)),
      ],
    ],
  );

export const verdictsTable = (verdicts: readonly Verdict[]): string =>
  table(
    ['promise', 'measured', 'limit', ''],
    verdicts.map(({ promise, measured, limit, kept }) => [
      promise,
      measured.toFixed(1),
      String(limit),
      kept ? 'kept' : 'BROKEN',
    ]),
  );

const table = (head: readonly string[], body: readonly (readonly string[])[]): string => {
  const lines = [head, head.map(() => '---'), ...body];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`)
    .join('');
};
