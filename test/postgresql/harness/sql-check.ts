import { eventually } from './eventually';
import type { Installation } from './installation';
import type { RunningProcess, Variables } from './process';
import { createSandbox, type Sandbox } from './sandbox';

export interface Found {
  readonly code: string;
  readonly database: string | null;
  readonly object: string;
  readonly detail: string;
}

/** A server that is stopped and started between judgements, with the role of checks, and no certificates: psql comes over the socket. */
export interface JudgedServer {
  readonly sandbox: Sandbox;
  /** As the superuser, in database shop unless it says otherwise. */
  readonly sql: (sql: string, variables?: Variables) => Promise<string>;
  readonly judge: (check: string, database?: string, variables?: Variables) => Promise<readonly Found[]>;
  /** What of the last judgement was looked at. */
  readonly objects: () => number;
  /** Stops the server (SIGQUIT: as a crash does), lets the change happen, and starts it again. */
  readonly whileStopped: (change: () => unknown, signal?: 'SIGINT' | 'SIGQUIT') => Promise<void>;
  /** A session that says what it did, and stays until the server ends it. */
  readonly session: (sql: string) => Promise<RunningProcess>;
}

/** A superuser whose statements may change catalogues. */
export const tampering: Variables = { PGOPTIONS: '-c allow_system_table_mods=on' };

const servers: Sandbox[] = [];

export const disposeJudged = async (): Promise<void> => {
  await Promise.all(servers.splice(0).map((sandbox) => sandbox.dispose()));
};

export const judgedServer = async (
  installation: Installation,
  settings: readonly string[] = [],
): Promise<JudgedServer> => {
  const sandbox = await createSandbox(installation, { settings });
  servers.push(sandbox);
  const role = (name: string) => `pgfleet postgres ${name}\n`;
  sandbox.write('pgfleet/config/pg_ident.conf', role('postgres') + role('pgfleet_check'));
  const made = await sandbox.run([
    'initdb',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--data-checksums',
    '--no-sync',
  ]);
  if (made.code !== 0) throw new Error(made.stderr);
  const sql = (text: string, variables: Variables = {}) => sandbox.query(text, { PGDATABASE: 'shop', ...variables });
  let process = await started(sandbox);
  await sql('CREATE DATABASE shop', { PGDATABASE: 'postgres' });
  await sql('CREATE ROLE pgfleet_check LOGIN BYPASSRLS; GRANT pg_monitor, pg_read_all_data TO pgfleet_check');
  let objects = 0;
  return {
    sandbox,
    sql,
    objects: () => objects,
    judge: async (check, database = 'shop', variables = {}) => {
      const file = sandbox.at('pgfleet/scripts', `check-${check}.sql`);
      const psql = ['psql', '--no-psqlrc', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1', '--file', file];
      const PGOPTIONS = '-c search_path=pg_catalog -c default_transaction_read_only=on';
      const result = await sandbox.run(psql, {
        PGUSER: 'pgfleet_check',
        PGDATABASE: database,
        PGOPTIONS,
        ...variables,
      });
      if (result.code !== 0) throw new Error(`psql ended with ${result.code}: ${result.stderr}`);
      const rows = result.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Found & { objects?: number });
      objects = rows.at(-1)?.objects ?? Number.NaN;
      return rows.slice(0, -1);
    },
    session: async (text) => {
      const psql = [
        'psql',
        '-X',
        '-q',
        '-w',
        '-v',
        'ON_ERROR_STOP=1',
        '-c',
        text,
        '-c',
        "\\echo 'ready'",
        '-c',
        'SELECT 1; SELECT pg_sleep(600)',
      ];
      const held = sandbox.start(psql, { PGUSER: 'postgres', PGDATABASE: 'shop', PGAPPNAME: `it's "held"` });
      await held.waitForOutput('ready');
      return held;
    },
    whileStopped: async (change, signal = 'SIGINT') => {
      await process.signal(signal);
      await process.exited;
      await change();
      process = await started(sandbox);
    },
  };
};

const started = async (sandbox: Sandbox): Promise<RunningProcess> => {
  const process = sandbox.start([
    'postgres',
    '-D',
    sandbox.at('pgdata/data'),
    '-c',
    `config_file=${sandbox.at('pgfleet/config/postgresql.conf')}`,
  ]);
  await eventually(process.output, async () => (await sandbox.run(['pg_isready', '--quiet'])).code === 0);
  return process;
};

export const codes = (found: readonly Found[]): readonly string[] => found.map(({ code }) => code);
