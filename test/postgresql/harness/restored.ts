import { serve } from './environment';
import { eventually } from './eventually';
import type { RunningProcess } from './process';
import { type RepositoryOptions, repositorySandbox } from './repository';
import type { Sandbox } from './sandbox';

/** A moment, as each kind of target names it. */
export interface Moment {
  readonly time: string;
  readonly lsn: string;
  readonly xid: string;
}

const inShop = { PGDATABASE: 'shop' };

export const must = async (sandbox: Sandbox, ...command: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await sandbox.run(command);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};

/** A database with backups that runs. */
export const archiving = async (options: RepositoryOptions = {}): Promise<[Sandbox, RunningProcess]> => {
  const sandbox = await repositorySandbox(options);
  sandbox.write('pgfleet/credentials/password', 'of the source\n');
  const { code, stderr } = await sandbox.script('init.sh');
  if (code !== 0) throw new Error(stderr);
  const server = await serve(sandbox);
  await must(sandbox, 'pgbackrest', 'stanza-create');
  await sandbox.query('CREATE TABLE marks (name text)', inShop);
  return [sandbox, server];
};

/** Makes a backup; its label. The clock is at least a second later then, since labels and ends of backups have whole seconds. */
export const backUp = async (sandbox: Sandbox, type: string): Promise<string> => {
  const output = await must(sandbox, 'pgbackrest', 'backup', `--type=${type}`);
  const before = await sandbox.query('SELECT extract(epoch FROM now())::bigint');
  await eventually(
    'a second',
    async () => (await sandbox.query(`SELECT extract(epoch FROM now())::bigint > ${before} + 1`)) === 't',
  );
  return /new backup label = (\S+)/.exec(output)?.[1] ?? '';
};

/** Commits a row; the moment after it. */
export const mark = async (sandbox: Sandbox, name: string): Promise<Moment> => {
  const xid = await sandbox.query(
    `INSERT INTO marks VALUES ('${name}') RETURNING pg_current_xact_id()::xid::text`,
    inShop,
  );
  const [time = '', lsn = ''] = (
    await sandbox.query(
      `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'), pg_current_wal_insert_lsn()`,
    )
  ).split('|');
  return { time, lsn, xid };
};

/** All of the log so far is in the repository. */
export const archiveAll = async (sandbox: Sandbox): Promise<string> => {
  const segment = await sandbox.query('SELECT pg_walfile_name(pg_switch_wal())');
  await eventually(
    `segment ${segment}`,
    async () => (await sandbox.query('SELECT last_archived_wal FROM pg_stat_archiver')) >= segment,
  );
  return segment;
};

export type Bootstrap = Readonly<
  Partial<Record<'type' | 'target' | 'set' | 'timeline' | 'stanza' | 'keys' | 'needs', string>>
>;

/** An empty sandbox that is to be restored from the repository of `source`. */
export const cloneOf = async (
  source: Sandbox,
  bootstrap: Bootstrap = {},
  options: RepositoryOptions = {},
): Promise<Sandbox> => {
  const clone = await repositorySandbox(options);
  clone.write('pgfleet/credentials/password', 'of the clone\n');
  placeBootstrap(clone, source.at('repository'), bootstrap);
  return clone;
};

export const placeBootstrap = (sandbox: Sandbox, repository: string, bootstrap: Bootstrap = {}): void => {
  const files = {
    'pgbackrest.conf': `[global]\nrepo1-path=${repository}\nlog-level-file=off\nlock-path=${sandbox.at('tmp/lock')}\narchive-async=y\n[main]\npg1-path=${sandbox.at('pgdata/data.new')}\n`,
    source: 'environment orders, generation 1\n',
    stanza: `${bootstrap.stanza ?? 'main'}\n`,
    keys: `${bootstrap.keys ?? 'own'}\n`,
    needs: bootstrap.needs ?? '',
    'target-type': `${bootstrap.type ?? 'default'}\n`,
    target: bootstrap.target ?? '',
    'target-set': bootstrap.set ?? '',
    'target-timeline': bootstrap.timeline ?? '',
  };
  for (const [name, text] of Object.entries(files)) sandbox.write(`pgfleet/bootstrap/${name}`, text);
};

export const marks = (sandbox: Sandbox): Promise<string> =>
  sandbox.query("SELECT string_agg(name, ' ') FROM marks", inShop);
