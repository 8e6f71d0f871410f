import { existsSync, readFileSync, rmSync } from 'node:fs';
import { initialised, serve } from './environment';
import type { Installation } from './installation';
import type { Result, RunningProcess, Variables } from './process';
import { clientName, placeCertificate, testAuthority } from './repository';
import type { Sandbox, SandboxOptions } from './sandbox';

export interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly check: string;
  readonly database: string | null;
  readonly object: string;
  readonly detail: string;
  readonly means: string;
  readonly do: string;
}

export interface CheckState {
  readonly check: string;
  readonly database: string | null;
  readonly state: 'done' | 'skipped' | 'unfinished' | 'not-possible';
  readonly objects: number;
  readonly seconds: number;
  readonly reason: string;
}

export interface CheckReport {
  readonly level: string;
  readonly server: { readonly version: string; readonly checksums: boolean } | null;
  readonly databases: readonly string[];
  readonly checks: readonly CheckState[];
  readonly findings: readonly Finding[];
  readonly summary: Readonly<Record<string, number>>;
  readonly worst: string;
  readonly [field: string]: unknown;
}

export interface Checked extends Result {
  readonly report: CheckReport;
}

/** A server as ours is: with the role of checks, its certificate, and what it needs in every database. */
export const checkedServer = async (
  installation: Installation,
  options: SandboxOptions = {},
): Promise<Sandbox & { readonly server: RunningProcess }> => {
  const sandbox = await initialised(installation, options);
  await letChecksIn(sandbox);
  const server = await serve(sandbox);
  await prepareChecks(sandbox);
  return { ...sandbox, server };
};

/** The files of /pgfleet for checks, before the server starts: certificates, who may log in, which databases. */
export const letChecksIn = async (sandbox: Sandbox): Promise<void> => {
  const { at, read, write } = sandbox;
  await placeCertificate(sandbox, 'pgfleet/server-tls', testAuthority().issue('localhost', ['localhost']));
  await placeCertificate(sandbox, 'pgfleet/tls', testAuthority().issue(clientName));
  const file = (name: string) => at('pgfleet/server-tls', name);
  const tls = `ssl = on\nssl_cert_file = '${file('tls.crt')}'\nssl_key_file = '${file('tls.key')}'\nssl_ca_file = '${file('ca.crt')}'\n`;
  write('pgfleet/config/postgresql.conf', read('pgfleet/config/postgresql.conf') + tls);
  const roles = { pgfleet_check: 'all', pgfleet_basebackup: 'replication' };
  const lines = Object.entries(roles).flatMap(([role, what]) => [
    `hostssl ${what} ${role} all cert map=pgfleet-check\n`,
    ...['all', 'replication'].map((refused) => `host ${refused} ${role} all reject\n`),
  ]);
  write('pgfleet/config/pg_hba.conf', lines.join('') + read('pgfleet/config/pg_hba.conf'));
  const mapped = Object.keys(roles).map((role) => `pgfleet-check "${clientName}" ${role}\n`);
  write('pgfleet/config/pg_ident.conf', read('pgfleet/config/pg_ident.conf') + mapped.join(''));
  write('pgfleet/checks/databases', 'all\n');
  write('pgfleet/checks/tables.json', '[]');
  write('pgfleet/checks/expect.json', '[]');
};

/** What our agent does every minute: the role, and what it needs in every database. */
export const prepareChecks = async (sandbox: Sandbox): Promise<void> => {
  const script = async (name: string, database: string) => {
    const psql = [
      'psql',
      '-X',
      '-q',
      '-A',
      '-t',
      '-w',
      '-v',
      'ON_ERROR_STOP=1',
      '-f',
      sandbox.at('pgfleet/scripts', name),
    ];
    const PGOPTIONS = '-c search_path=pg_catalog -c client_min_messages=warning';
    const result = await sandbox.run(psql, {
      PGUSER: 'postgres',
      PGDATABASE: database,
      PGOPTIONS,
      CHECK_LEVEL: 'full',
    });
    if (result.code !== 0) throw new Error(result.stderr);
  };
  await script('check-role.sql', 'postgres');
  const names = await sandbox.query(
    'SELECT json_agg(datname) FROM pg_database WHERE datallowconn AND datconnlimit <> -2',
  );
  for (const name of JSON.parse(names) as string[]) await script('check-database.sql', name);
};

/** What the step `check` of a Job has. */
export const checkVariables = (sandbox: Sandbox, level: string): Variables => ({
  PGFLEET_ENVIRONMENT: 'shop',
  PGFLEET_GENERATION: '1',
  PGFLEET_CHECK_LEVEL: level,
  PGFLEET_CHECKSUMS: 'on',
  PGFLEET_MANAGED: 'yes',
  PGFLEET_PREPARE_SECONDS: '1',
  PGFLEET_WAIT_SECONDS: '30',
  PGFLEET_RETRY_SECONDS: '0.1',
  PGFLEET_RESULT_DIRECTORY: sandbox.at('run'),
  PGHOST: 'localhost',
  PGUSER: 'pgfleet_check',
  PGFLEET_COPY_USER: 'pgfleet_basebackup',
  PGDATABASE: 'postgres',
  PGSSLMODE: 'verify-full',
});

/** Runs check.sh; fails where it leaves no report. */
export const check = async (sandbox: Sandbox, level: string, variables: Variables = {}): Promise<Checked> => {
  rmSync(sandbox.host('run/report.json'), { force: true });
  const result = await sandbox.script('check.sh', { ...checkVariables(sandbox, level), ...variables });
  return { ...result, report: reportOf(sandbox, result) };
};

export const reportOf = (sandbox: Sandbox, result: Result): CheckReport => {
  const path = sandbox.host('run/report.json');
  if (!existsSync(path)) throw new Error(`no report, exit code ${result.code}:\n${result.stderr}`);
  return JSON.parse(readFileSync(path, 'utf8')) as CheckReport;
};

/** "code database object" of each. */
export const told = ({ report }: Checked): readonly string[] =>
  report.findings.map(({ code, database, object }) => [code, database ?? '-', object].join(' ').trim());

export const stateOf = ({ report }: Checked, name: string, database: string | null = null): CheckState | undefined =>
  report.checks.find((each) => each.check === name && each.database === database);
