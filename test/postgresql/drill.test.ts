import { existsSync, readdirSync } from 'node:fs';
import { type BackedUp, backedUp, backUp, faultsOf, job } from './harness/backup-jobs';
import { disposeAll } from './harness/environment';
import { flip } from './harness/flip';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const drill = (sandbox: Sandbox) =>
  job(sandbox, 'drill.sh', {
    PGBACKREST_CONFIG: sandbox.at('pgfleet/backup/pgbackrest.conf'),
    PGDATA: sandbox.at('drill/data'),
    PGFLEET_DRILL_MEMORY: '16MB',
  });

const ask = (sandbox: Sandbox, sql: string, equals: string): void => {
  sandbox.write('pgfleet/backup/drill.sql', sql);
  sandbox.write('pgfleet/backup/drill-equals', equals);
};

const withOrders = async (): Promise<BackedUp> => {
  const sandbox = await backedUp();
  await sandbox.run(['mkdir', '-p', sandbox.at('drill')]);
  await sandbox.query(
    'CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 20000); ALTER TABLE orders OWNER TO shop_owner',
    { PGDATABASE: 'shop' },
  );
  return sandbox;
};

test('the newest backup and the log after it come back while the database runs, and nothing of the copy stays', async () => {
  const sandbox = await withOrders();
  await backUp(sandbox, 'full');
  await sandbox.query('INSERT INTO orders VALUES (0)', { PGDATABASE: 'shop' });
  const incremental = await backUp(sandbox, 'incr');
  await sandbox.query('INSERT INTO orders VALUES (-1)', { PGDATABASE: 'shop' });
  await sandbox.query('SELECT pg_switch_wal()');
  expect((await sandbox.run(['pgbackrest', 'check'])).code).toBe(0);
  ask(sandbox, 'SELECT min(id), current_user FROM orders;\n', '-1|shop_owner\n');
  const { code, report } = await drill(sandbox);
  expect([code, report]).toEqual([
    0,
    expect.objectContaining({
      ok: true,
      backup: incremental.report.label,
      recoveredTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      restoreSeconds: expect.any(Number),
    }),
  ]);
  expect(readdirSync(sandbox.host('drill'))).toEqual([]);
  expect(readdirSync(sandbox.host('tmp')).filter((name) => name.startsWith('pgfleet-'))).toEqual([]);
  const archive = readdirSync(sandbox.host('repository/archive'), { recursive: true, encoding: 'utf8' });
  expect(archive.filter((name) => /(\.history|\/00000002[0-9A-F]{16}-)/.test(name))).toEqual([]);
});

test('a query that gives something else, or fails, is a finding that shows both', async () => {
  const sandbox = await withOrders();
  await backUp(sandbox, 'full');
  ask(sandbox, 'SELECT count(*) FROM orders', '7');
  const other = await drill(sandbox);
  expect([other.code, faultsOf(other)]).toEqual([1, ['query']]);
  expect(other.stderr).toMatch(/^pgfleet drill: FINDING query: .*gives "20000" instead of "7"/m);
  ask(sandbox, `SELECT 1\n\\! touch ${sandbox.at('tmp/canary')}\n`, '1');
  expect(faultsOf(await drill(sandbox))).toEqual(['query']);
  expect(existsSync(sandbox.host('tmp/canary'))).toBe(false);
});

test('an index that was damaged before the backup is found', async () => {
  const sandbox = await withOrders();
  // Checksums cannot see it: the order of the index is another one than its operators have.
  await sandbox.query(
    "CREATE FUNCTION broken(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT CASE WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 ELSE 0 END'",
    { PGDATABASE: 'shop' },
  );
  await sandbox.query(
    'CREATE OPERATOR CLASS odd FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 broken(int, int); CREATE INDEX odd ON orders (id odd)',
    { PGDATABASE: 'shop' },
  );
  await sandbox.query(
    "CREATE OR REPLACE FUNCTION broken(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT CASE WHEN $1 < $2 THEN 1 WHEN $1 > $2 THEN -1 ELSE 0 END'",
    { PGDATABASE: 'shop' },
  );
  await backUp(sandbox, 'full');
  const end = await drill(sandbox);
  expect([end.code, faultsOf(end)]).toEqual([1, ['amcheck']]);
  expect(end.report.findings?.[0]?.cause).toContain('odd');
});

test('a backup that cannot be restored, and none at all, fail with the cause', async () => {
  const sandbox = await withOrders();
  const none = await drill(sandbox);
  expect([none.code, none.report.fault]).toEqual([1, 'no-backup']);
  const { report } = await backUp(sandbox, 'full');
  flip(sandbox.host('repository/backup/main', String(report.label), 'bundle/1'), 4000);
  const damaged = await drill(sandbox);
  expect([damaged.code, damaged.report.fault]).toEqual([1, 'restore-failed']);
  expect(readdirSync(sandbox.host('drill'))).toEqual([]);
});
