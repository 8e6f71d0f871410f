import { join } from 'node:path';
import { checkout } from './checkout';
import { readClaim } from './claim';
import { attempt } from './process';
import type { TestEnvironment } from './project';

/** Dates that no run meets: tests start checks themselves. */
export const neverChecked = { schedule: '0 1 1 1 *' } as const;

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly database: string | null;
  readonly object: string;
  readonly detail: string;
  readonly means: string;
  readonly do: string;
}

/** What is kept on the claim. */
export interface Report {
  readonly level: string;
  readonly worst: string;
  readonly databases: readonly string[];
  readonly checks: readonly {
    readonly check: string;
    readonly database: string | null;
    readonly state: string;
    readonly reason: string;
  }[];
  readonly findings: readonly Finding[];
}

/** What `pgfleet check` prints: the checks in one row each, and findings without those that are too many. */
interface Result {
  readonly worst: string;
  readonly databases: number;
  readonly summary: Readonly<Record<'critical' | 'unknown' | 'warning' | 'info', number>>;
  readonly checks: readonly {
    readonly check: string;
    readonly databases: number;
    readonly objects: number;
    readonly states: Readonly<Record<string, number>>;
    readonly reason: string;
  }[];
  readonly findings: readonly Finding[];
  /** Name of the files on the claim. */
  readonly report: string;
}

export interface Checked {
  readonly code: number;
  readonly stderr: string;
  readonly job: string;
  readonly result: Result;
}

/** `pgfleet check ENV ARGUMENTS`, as a person runs it: data on stdout, talk on stderr. */
export const tryCheck = (environment: TestEnvironment, ...args: readonly string[]) =>
  tryCheckAs(process.env.KUBECONFIG, environment, ...args);

/** The same, by somebody else. */
export const tryCheckAs = (kubeconfig: string | undefined, environment: TestEnvironment, ...args: readonly string[]) =>
  attempt(process.execPath, [join(checkout, 'bin', 'pgfleet.js'), 'check', environment.id, ...args], {
    cwd: environment.root,
    env: { KUBECONFIG: kubeconfig },
    timeoutSeconds: 400,
  });

/** A check that comes to a result, sound or not. */
export const check = async (environment: TestEnvironment, ...args: readonly string[]): Promise<Checked> => {
  const { code, stdout, stderr } = await tryCheck(environment, '-o', 'json', ...args);
  if (stdout === '') throw new Error(`pgfleet check ${environment.id} ${args.join(' ')}: ${code}\n${stderr}`);
  const { job, result } = JSON.parse(stdout) as Pick<Checked, 'job' | 'result'>;
  return { code, stderr, job, result };
};

/** Everything that the claim of reports holds, by name of the file. */
export const readReports = ({ namespace, name }: TestEnvironment): Promise<Readonly<Record<string, string>>> =>
  readClaim(namespace, `${name}-reports`);
