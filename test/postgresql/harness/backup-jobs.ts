import { serve } from './environment';
import { eventually } from './eventually';
import type { Result, RunningProcess, Variables } from './process';
import { clientName, jobVariables, pgbackrestPort, type RepositoryOptions, repositorySandbox } from './repository';
import type { Sandbox } from './sandbox';

export interface BackedUp extends Sandbox {
  readonly database: RunningProcess;
  readonly backupServer: RunningProcess;
}

/** A database that archives, with TLS, and the backup server beside it. Jobs find both at localhost. */
export const backedUp = async (options: RepositoryOptions = {}): Promise<BackedUp> => {
  const sandbox = await withClient(options);
  const init = await sandbox.script('init.sh');
  if (init.code !== 0) throw new Error(init.stderr);
  return { ...sandbox, database: await serve(sandbox), backupServer: await serveBackups(sandbox) };
};

const serveBackups = async (sandbox: Sandbox): Promise<RunningProcess> => {
  const server = sandbox.startScript('pgbackrest-server.sh');
  const ping = ['pgbackrest', 'server-ping', 'localhost', `--tls-server-port=${pgbackrestPort(sandbox)}`];
  await eventually(server.output, async () => (await sandbox.run([...ping, '--io-timeout=1'])).code === 0);
  return server;
};

const withClient = async (options: RepositoryOptions): Promise<Sandbox> => {
  const sandbox = await repositorySandbox({ ...options, settings: ['ssl = on', ...(options.settings ?? [])] });
  const { at, read, write } = sandbox;
  const tls = `ssl_cert_file = '${at('pgfleet/tls/tls.crt')}'\nssl_key_file = '${at('pgfleet/tls/tls.key')}'\nssl_ca_file = '${at('pgfleet/tls/ca.crt')}'\n`;
  write('pgfleet/config/postgresql.conf', read('pgfleet/config/postgresql.conf') + tls);
  const byCertificate = 'hostssl all pgfleet_backup all cert map=pgfleet-backup\nhost all pgfleet_backup all reject\n';
  write('pgfleet/config/pg_hba.conf', byCertificate + read('pgfleet/config/pg_hba.conf'));
  const mapped = `pgfleet-backup "${clientName}" pgfleet_backup\n`;
  write('pgfleet/config/pg_ident.conf', read('pgfleet/config/pg_ident.conf') + mapped);
  return sandbox;
};

/** What a Job has, and a Pod of its own: another directory for locks than the database. Nothing is waited for unless a test says so. */
export const jobEnvironment = (sandbox: Sandbox): Variables => ({
  ...jobVariables(sandbox),
  PGBACKREST_LOCK_PATH: sandbox.at('tmp/job-locks'),
  PGFLEET_HOST: 'localhost',
  PGFLEET_TLS_DIRECTORY: sandbox.at('pgfleet/client-tls'),
  PGFLEET_BUSY_SECONDS: '1',
  PGFLEET_RETRY_SECONDS: '0.2',
  PGFLEET_WAIT_SECONDS: '1',
});

export interface Report {
  readonly ok: boolean;
  readonly fault?: string;
  readonly cause?: string;
  readonly findings?: readonly { readonly fault: string; readonly cause: string }[];
  readonly [field: string]: unknown;
}

export interface JobEnd extends Result {
  readonly report: Report;
}

export const job = async (sandbox: Sandbox, script: string, variables: Variables = {}): Promise<JobEnd> => {
  const result = await sandbox.script(script, { ...jobEnvironment(sandbox), ...variables });
  return { ...result, report: reportOf(result.stdout + result.stderr) };
};

export const backUp = (sandbox: Sandbox, type: string, variables: Variables = {}): Promise<JobEnd> =>
  job(sandbox, 'backup.sh', { PGFLEET_BACKUP_TYPE: type, ...variables });

/** The last line that is meant for programs. */
export const reportOf = (output: string): Report => {
  const mark = 'pgfleet-result: ';
  const line = output.split('\n').findLast((each) => each.startsWith(mark));
  if (line === undefined) throw new Error(`no result in:\n${output}`);
  return JSON.parse(line.slice(mark.length)) as Report;
};

export const faultsOf = ({ report }: JobEnd): readonly string[] => (report.findings ?? []).map(({ fault }) => fault);
