import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { scripts } from '../../../lib/constructs/scripts';
import { freePortPair } from './free-port';
import { type Installation, inside } from './installation';
import { type Result, type RunningProcess, runProcess, startProcess, type Variables } from './process';

/** What a Pod gives its containers, in one temporary directory: the files of /pgfleet, the claims, the socket directory. */
export interface Sandbox {
  readonly installation: Installation;
  readonly port: number;
  /** A path inside the sandbox, as the processes in it see it. */
  readonly at: (...names: string[]) => string;
  /** The same, as the test sees it. */
  readonly host: (...names: string[]) => string;
  readonly variables: Variables;
  /** Writes a file, as Kubernetes does it: the new one replaces the old one at once. */
  readonly write: (path: string, text: string, mode?: number) => void;
  readonly read: (path: string) => string;
  readonly exists: (path: string) => boolean;
  readonly run: (command: readonly string[], variables?: Variables) => Promise<Result>;
  readonly script: (name: string, variables?: Variables) => Promise<Result>;
  readonly start: (command: readonly string[], variables?: Variables) => RunningProcess;
  readonly startScript: (name: string, variables?: Variables) => RunningProcess;
  /** psql as the superuser over the socket, unless the variables say otherwise. Rows and columns as psql -A -t prints them. */
  readonly query: (sql: string, variables?: Variables) => Promise<string>;
  /** Ends every process that was started here, and removes the directory. */
  readonly dispose: () => Promise<void>;
}

export interface SandboxOptions {
  readonly database?: string;
  readonly owner?: string;
  readonly checksums?: 'on' | 'off';
  /** A volume of its own for the write-ahead log. */
  readonly walVolume?: boolean;
  readonly settings?: readonly string[];
  /** Further environment variables of every container. */
  readonly variables?: (at: Sandbox['at']) => Variables;
}

export const createSandbox = async (installation: Installation, options: SandboxOptions = {}): Promise<Sandbox> => {
  const outside = mkdtempSync(join(installation.root, '/dev/shm/pgfleet-test-'));
  const directory = outside.slice(installation.root.length);
  const at = (...names: string[]) => join(directory, ...names);
  const host = (...names: string[]) => join(outside, ...names);
  const port = await freePortPair();
  const processes: RunningProcess[] = [];
  const variables: Variables = {
    PATH: installation.path,
    TMPDIR: at('tmp'),
    PGDATA: at('pgdata/data'),
    PGHOST: at('run'),
    PGPORT: String(port),
    PGFLEET_DIRECTORY: at('pgfleet'),
    PGFLEET_MAJOR: installation.major,
    PGFLEET_DATABASE: options.database ?? 'shop',
    PGFLEET_OWNER: options.owner ?? 'shop_owner',
    PGFLEET_CHECKSUMS: options.checksums ?? 'on',
    PGFLEET_WAL_DIRECTORY: options.walVolume === true ? at('pgwal/pg_wal') : '',
    PGFLEET_AGENT_INTERVAL_SECONDS: '0.2',
    ...options.variables?.(at),
  };

  const own = (path: string) => chownSync(path, installation.uid, installation.gid);
  const makeDirectory = (name: string) => {
    mkdirSync(host(name), { recursive: true });
    own(host(name));
  };
  const write = (path: string, text: string, mode = 0o644) => {
    const target = host(path);
    mkdirSync(dirname(target), { recursive: true });
    own(dirname(target));
    writeFileSync(`${target}.writing`, text);
    chmodSync(`${target}.writing`, mode);
    own(`${target}.writing`);
    renameSync(`${target}.writing`, target);
  };

  chmodSync(outside, 0o755);
  own(outside);
  for (const name of ['tmp', 'run', 'pgdata', 'pgwal', 'pgfleet/init-sql', 'pgfleet/config', 'pgfleet/credentials']) {
    makeDirectory(name);
  }
  for (const [name, text] of Object.entries(scripts())) write(join('pgfleet/scripts', name), text, 0o755);
  write('pgfleet/config/postgresql.conf', configuration(at, port, options.settings ?? []));
  write('pgfleet/config/pg_hba.conf', hba);
  write('pgfleet/config/pg_ident.conf', ident(variables.PGFLEET_OWNER ?? ''));

  const run = (command: readonly string[], more: Variables = {}) =>
    runProcess(inside(installation, command), { ...variables, ...more });
  const start = (command: readonly string[], more: Variables = {}) => {
    const started = startProcess(inside(installation, command), { ...variables, ...more });
    processes.push(started);
    return started;
  };
  const bash = (name: string) => ['bash', at('pgfleet/scripts', name)];
  return {
    installation,
    port,
    at,
    host,
    variables,
    write,
    read: (path) => readFileSync(host(path), 'utf8'),
    exists: (path) => existsSync(host(path)) || lstatSync(host(path), { throwIfNoEntry: false }) !== undefined,
    run,
    start,
    script: (name, more) => run(bash(name), more),
    startScript: (name, more) => start(bash(name), more),
    query: async (sql, more = {}) => {
      const result = await run(['psql', '-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-c', sql], {
        PGUSER: 'postgres',
        PGDATABASE: 'postgres',
        ...more,
      });
      if (result.code !== 0) throw new Error(`psql: ${result.stderr}`);
      return result.stdout.replace(/\n$/, '');
    },
    dispose: async () => {
      for (const each of processes) each.kill();
      await Promise.all(processes.map((each) => each.exited));
      rmSync(outside, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
};

const configuration = (at: (...names: string[]) => string, port: number, settings: readonly string[]): string =>
  [
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    `unix_socket_directories = '${at('run')}'`,
    `hba_file = '${at('pgfleet/config/pg_hba.conf')}'`,
    `ident_file = '${at('pgfleet/config/pg_ident.conf')}'`,
    'shared_buffers = 16MB',
    'max_connections = 20',
    'huge_pages = off',
    ...settings,
    '',
  ].join('\n');

const hba = `local all all peer map=pgfleet
host all postgres all reject
host all all all scram-sha-256
`;

const ident = (owner: string): string =>
  ['postgres', ...(/[\r\n]/.test(owner) ? [] : [`"${owner.replaceAll('"', '""')}"`])]
    .map((user) => `pgfleet postgres ${user}\n`)
    .join('');
