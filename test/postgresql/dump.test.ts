import { readdirSync } from 'node:fs';
import { backedUp, job } from './harness/backup-jobs';
import { disposeAll, initialised, serve } from './harness/environment';
import type { Variables } from './harness/process';
import { image, type RepositoryOptions } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const odd = `o'dd "näme" = $(touch canary) \\ ;--`;
const inOdd = { PGDATABASE: odd };
const inShop = { PGDATABASE: 'shop' };

/** Where the configuration says nothing of a stanza, as method pgDump has it. */
const config = (sandbox: Sandbox, more: readonly string[] = []) => {
  const lines = [
    `repo1-path=${sandbox.at('repository')}`,
    'log-level-file=off',
    `lock-path=${sandbox.at('tmp/locks')}`,
  ];
  sandbox.write('pgfleet/backup/dump.conf', ['[global]', ...lines, ...more, ''].join('\n'));
};

const variables = (sandbox: Sandbox): Variables => ({
  PGBACKREST_CONFIG: sandbox.at('pgfleet/backup/dump.conf'),
  PGFLEET_RETENTION: '2',
});

const dump = (sandbox: Sandbox, more: Variables = {}) => job(sandbox, 'dump.sh', { ...variables(sandbox), ...more });

const dumps = (sandbox: Sandbox) => readdirSync(sandbox.host('repository/dump')).sort();

const filled = async (options: RepositoryOptions = {}): Promise<Sandbox> => {
  const sandbox = await backedUp(options);
  sandbox.write('pgfleet/config/backup-method', 'pgDump\n');
  config(sandbox);
  await sandbox.query(`CREATE DATABASE "${odd.replaceAll('"', '""')}" OWNER shop_owner`);
  await sandbox.query(
    'CREATE TABLE goods AS SELECT generate_series(1, 1000) AS id; ALTER TABLE goods OWNER TO shop_owner',
    inOdd,
  );
  await sandbox.query(
    `CREATE TABLE secret (id int); INSERT INTO secret VALUES (1), (2); ALTER TABLE secret OWNER TO shop_owner;
     ALTER TABLE secret ENABLE ROW LEVEL SECURITY; ALTER TABLE secret FORCE ROW LEVEL SECURITY; CREATE EXTENSION cube;`,
    inShop,
  );
  await sandbox.query("SET ROLE shop_owner; SELECT lo_from_bytea(4711, 'large')", inShop);
  await sandbox.query('ALTER DATABASE shop CONNECTION LIMIT 17');
  const role = await sandbox.run(['psql', '-X', '-q', '-f', sandbox.at('pgfleet/scripts/backup-role.sql')], {
    BACKUP_METHOD: 'pgDump',
    PGUSER: 'postgres',
    PGDATABASE: 'postgres',
  });
  expect([role.code, role.stderr]).toEqual([0, '']);
  return sandbox;
};

test('every database, large object and row comes back in another server, with the roles', async () => {
  const sandbox = await filled();
  const { code, report } = await dump(sandbox);
  expect([code, report]).toEqual([0, expect.objectContaining({ ok: true, databases: 3, type: 'dump' })]);

  const other = await initialised(image, { database: 'other', owner: 'somebody' });
  await serve(other);
  const restored = await sandbox.script('restore-dump.sh', {
    ...variables(sandbox),
    PGFLEET_DUMP: 'latest',
    PGHOST: other.at('run'),
    PGPORT: String(other.port),
    PGUSER: 'postgres',
  });
  expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining('pgfleet restore: restored')]);
  expect(await other.query('SELECT count(*) FROM goods', inOdd)).toBe('1000');
  expect(await other.query('SELECT count(*) FROM secret', inShop)).toBe('2');
  expect(await other.query("SELECT convert_from(lo_get(4711), 'UTF8')", inShop)).toBe('large');
  expect(
    await other.query("SELECT datconnlimit, pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'shop'"),
  ).toBe('17|shop_owner');
});

test('one database goes into an existing one of another owner, as that owner and in one transaction', async () => {
  const sandbox = await filled();
  await dump(sandbox);
  const other = await initialised(image, { database: 'other', owner: 'somebody' });
  await serve(other);
  await other.query('CREATE EXTENSION cube', { PGDATABASE: 'other' });
  const restore = (PGFLEET_FROM: string) =>
    sandbox.script('restore-dump.sh', {
      ...variables(sandbox),
      PGFLEET_DUMP: 'latest',
      PGFLEET_FROM,
      PGFLEET_INTO: 'other',
      PGFLEET_OWNER: 'somebody',
      PGHOST: other.at('run'),
      PGPORT: String(other.port),
      PGUSER: 'somebody',
    });
  const first = await restore('shop');
  expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('restored')]);
  expect(
    await other.query('SELECT tableowner FROM pg_tables WHERE tablename = $$secret$$', { PGDATABASE: 'other' }),
  ).toBe('somebody');
  const again = await restore('shop');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('nothing was restored')]);
  const none = await restore('nobody');
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('the dump has no database "nobody"; it has: ')]);
});

test('what checks need is not restored, since the agent makes it in every database, perhaps before', async () => {
  const sandbox = await filled();
  const preparing = async (server: Sandbox, databases: readonly string[]) => {
    for (const [file, PGDATABASE] of [
      ['check-role.sql', 'postgres'] as const,
      ...databases.map((name) => ['check-database.sql', name] as const),
    ]) {
      const variables = { PGUSER: 'postgres', PGDATABASE, CHECK_LEVEL: 'standard' };
      const done = await server.run(['psql', '-Xq', '-f', server.at('pgfleet/scripts', file)], variables);
      expect([done.code, done.stderr]).toEqual([0, '']);
    }
  };
  await preparing(sandbox, ['postgres', 'shop', odd]);
  await sandbox.query("INSERT INTO pgfleet.check_run VALUES ('quick', now(), 1, 'none', 0, 0, 0, 0)");
  await sandbox.query('CREATE SCHEMA "DATA"; CREATE TABLE "DATA".pgfleet AS SELECT 1 AS id', inShop);
  expect((await dump(sandbox)).code).toBe(0);

  const other = await initialised(image, { database: 'other', owner: 'somebody' });
  await serve(other);
  await other.query('CREATE EXTENSION cube', { PGDATABASE: 'other' });
  await preparing(other, ['postgres', 'other']);
  const restore = (more: Variables) =>
    sandbox.script('restore-dump.sh', {
      ...variables(sandbox),
      PGFLEET_DUMP: 'latest',
      PGHOST: other.at('run'),
      PGPORT: String(other.port),
      ...more,
    });
  const one = await restore({
    PGUSER: 'somebody',
    PGFLEET_FROM: 'shop',
    PGFLEET_INTO: 'other',
    PGFLEET_OWNER: 'somebody',
  });
  expect([one.code, one.stderr]).toEqual([0, expect.stringContaining('restored')]);
  const all = await restore({ PGUSER: 'postgres' });
  expect([all.code, all.stderr]).toEqual([0, expect.stringContaining('restored')]);
  expect(await other.query('SELECT count(*) FROM "DATA".pgfleet', inShop)).toBe('1');
  expect(await other.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgfleet'", inShop)).toBe('0');
  expect(await other.query('SELECT count(*) FROM pgfleet.check_run')).toBe('0');
});

test('the newest ones are kept, and what is incomplete goes after a day', async () => {
  const sandbox = await filled();
  await sandbox.run(['mkdir', sandbox.at('repository/dump')]);
  for (const label of ['20260101T000000Z', '20260102T000000Z', '20260103T000000Z']) {
    for (const name of ['globals.sql', ...(label.includes('0102') ? [] : ['manifest'])]) {
      sandbox.write(`repository/dump/${label}/${name}`, '{"ended": "2026-01-03T00:00:00Z", "databases": []}');
    }
  }
  const old = await dump(sandbox, { PGFLEET_ACTION: 'list', PGFLEET_MAX_AGE_SECONDS: '86400' });
  expect([old.code, old.report.fault]).toEqual([1, 'backup-old']);
  const running = '29990101T000000Z';
  sandbox.write(`repository/dump/${running}/globals.sql`, '');
  const { report } = await dump(sandbox);
  expect(dumps(sandbox)).toEqual(['20260103T000000Z', report.label, running]);
  const list = await dump(sandbox, { PGFLEET_ACTION: 'list', PGFLEET_MAX_AGE_SECONDS: '86400' });
  expect([list.code, list.report]).toMatchObject([
    0,
    {
      ok: true,
      incomplete: [running],
      info: [{ backup: [{ label: '20260103T000000Z' }, { label: report.label, type: 'dump' }] }],
    },
  ]);
});

test('a dump that fails has no manifest, takes no old one with it, and says why', async () => {
  const sandbox = await filled();
  const good = await dump(sandbox, { PGFLEET_RETENTION: '1' });
  await sandbox.query('REVOKE pg_read_all_data FROM pgfleet_backup');
  const { code, report } = await dump(sandbox, { PGFLEET_RETENTION: '1' });
  expect([code, report.fault, report.cause]).toEqual([1, 'database-refused', expect.stringContaining('incomplete')]);
  const complete = dumps(sandbox).filter((label) =>
    readdirSync(sandbox.host('repository/dump', label)).includes('manifest'),
  );
  expect(complete).toEqual([good.report.label]);
  expect(dumps(sandbox)).toHaveLength(2);
});

test('in an encrypted repository a dump is read back and listed, and nothing of it lies there in clear text', async () => {
  const sandbox = await filled();
  config(sandbox, ['repo1-cipher-type=aes-256-cbc']);
  sandbox.write('pgfleet/repository/cipher-pass', `a "pass" phrase\n`);
  const moved = sandbox.read('pgfleet/backup/dump.conf').replace(sandbox.at('repository'), sandbox.at('tmp/encrypted'));
  sandbox.write('pgfleet/backup/dump.conf', moved);
  const { code, report } = await dump(sandbox);
  expect([code, report.ok]).toEqual([0, true]);
  expect((await sandbox.run(['grep', '-rl', 'databases', sandbox.at('tmp/encrypted')])).stdout).toBe('');
  const list = await dump(sandbox, { PGFLEET_ACTION: 'list', PGFLEET_MAX_AGE_SECONDS: '60' });
  expect(list.code).toBe(0);
});
