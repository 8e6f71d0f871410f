import type { CheckName } from '../../config/schema/checks';

/** Integrity checks of a resolved environment. Part of `Environment`. */
export type Checks = { readonly level: 'none' } | ActiveChecks;

/** Each level holds those before it. */
export type CheckLevel = 'quick' | 'standard' | 'full';

export interface ActiveChecks {
  readonly level: CheckLevel;
  readonly schedule: string;
  readonly timeZone: string;
  /** Schedule of a full check beside the other one; undefined: none. */
  readonly fullSchedule: string | undefined;
  /** Level of the check after every sync; undefined: none. */
  readonly onSync: CheckLevel | undefined;
  readonly databases: 'all' | readonly string[];
  readonly skip: readonly CheckName[];
  readonly tables: readonly ExpectedTable[];
  readonly expectations: readonly Expectation[];
  /** Sessions side by side. */
  readonly jobs: number;
  /** For one relation or query. */
  readonly statementSeconds: number;
  readonly deadlineSeconds: number;
  readonly priorityClassName: string;
  /** The least severity that fails the Job. What could not be judged always does. */
  readonly failOn: 'warning' | 'critical';
  /** Where reports are kept; undefined: in the log only. */
  readonly report: ReportVolume | undefined;
}

export interface ReportVolume {
  /** In canonical form, for the claim. */
  readonly size: string;
  readonly sizeBytes: number;
  readonly storageClass: string | undefined;
  /** Number of reports. */
  readonly keep: number;
}

/** A table that must be there. */
export interface ExpectedTable {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** The least number of rows; undefined: it may be empty. */
  readonly rows: number | undefined;
}

/** A query of the user and the only right answer, as psql -At prints it. */
export interface Expectation {
  readonly name: string;
  readonly database: string;
  readonly sql: string;
  readonly equals: string;
}
