import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { backedUp, backUp, job, jobEnvironment, reportOf } from './harness/backup-jobs';
import { disposeAll } from './harness/environment';
import { flip } from './harness/flip';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const labels = (sandbox: Sandbox) =>
  readdirSync(sandbox.host('repository/backup/main'))
    .filter((name) => /^\d{8}-\d{6}F/.test(name))
    .sort();

test('the first backup makes the stanza and is full; it is skipped where a valid one exists', async () => {
  const sandbox = await backedUp();
  const first = await backUp(sandbox, 'initial');
  expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('full backup')]);
  expect(first.report).toMatchObject({ ok: true, outcome: 'made', type: 'full', action: 'backup' });
  expect(first.report.newestWal).toMatchObject({ segment: expect.stringMatching(/^[0-9A-F]{24}$/) });
  const again = await backUp(sandbox, 'initial');
  expect([again.code, again.report.outcome, again.report.label]).toEqual([0, 'skipped', first.report.label]);
  const incremental = await backUp(sandbox, 'incr');
  expect([incremental.code, incremental.report.type]).toEqual([0, 'incr']);
  expect((await backUp(sandbox, 'diff')).report.type).toBe('diff');
  expect(labels(sandbox)).toHaveLength(3);
  const list = await job(sandbox, 'backup.sh', { PGFLEET_ACTION: 'list' });
  expect(list.report).toMatchObject({
    ok: true,
    recoverable: { from: first.report.stopped, to: expect.stringMatching(/Z$/) },
    info: [{ backup: [{ label: first.report.label }, { type: 'incr' }, { type: 'diff' }] }],
  });
});

test('a Job of a new generation makes no stanza of the database of the one before, which is still there', async () => {
  const sandbox = await backedUp({ variables: () => ({ PGFLEET_GENERATION: '1' }) });
  const early = await backUp(sandbox, 'initial', { PGFLEET_GENERATION: '2' });
  expect([early.code, early.report.fault]).toEqual([1, 'other-generation']);
  expect(existsSync(sandbox.host('repository/backup'))).toBe(false);
  // Without a stanza the server tries to archive again and again, and each time holds the lock for a moment.
  const patient = { PGFLEET_WAIT_SECONDS: '30', PGFLEET_BUSY_SECONDS: '30' };
  const { report } = await backUp(sandbox, 'initial', { PGFLEET_GENERATION: '1', ...patient });
  expect([report.cause, report.outcome]).toEqual([undefined, 'made']);
});

test('where no full one exists an incremental backup is full', async () => {
  const { code, report } = await backUp(await backedUp(), 'incr');
  expect([code, report.type]).toEqual([0, 'full']);
});

test('a list needs no database', async () => {
  const sandbox = await backedUp();
  await backUp(sandbox, 'full');
  sandbox.database.kill();
  await sandbox.database.exited;
  const { code, report } = await job(sandbox, 'backup.sh', { PGFLEET_ACTION: 'list' });
  expect([code, report.recoverable]).toEqual([0, expect.objectContaining({ newestWal: expect.any(String) })]);
});

test('a damaged page in PGDATA fails the Job, which names the file and keeps the older backups', async () => {
  const sandbox = await backedUp();
  await sandbox.query('CREATE TABLE rotten AS SELECT generate_series(1, 5000)');
  await backUp(sandbox, 'full');
  await sandbox.query('CHECKPOINT');
  const path = await sandbox.query("SELECT pg_relation_filepath('rotten')");
  flip(sandbox.host('pgdata/data', path), 8192 + 4000);
  const keepOne = { PGBACKREST_REPO1_RETENTION_FULL: '1' };
  const { code, report } = await backUp(sandbox, 'full', keepOne);
  expect([code, report.fault, report.cause]).toEqual([1, 'damaged-pages', expect.stringContaining(path)]);
  expect(labels(sandbox)).toHaveLength(2);
  await sandbox.query('DROP TABLE rotten');
  expect((await backUp(sandbox, 'full', keepOne)).code).toBe(0);
  expect(labels(sandbox)).toHaveLength(1);
});

describe('a backup that runs', () => {
  /** One that waits for a checkpoint which nobody makes. */
  const waiting = async (sandbox: Sandbox) => {
    const running = sandbox.start(['bash', sandbox.at('pgfleet/scripts/backup.sh')], {
      ...jobEnvironment(sandbox),
      PGBACKREST_LOCK_PATH: sandbox.at('tmp/other-locks'),
      PGFLEET_BACKUP_TYPE: 'full',
      PGBACKREST_START_FAST: 'n',
    });
    await running.waitForOutput('backup begins after');
    return running;
  };

  test('makes the second one busy, although both have locks of their own', async () => {
    const sandbox = await backedUp();
    await backUp(sandbox, 'initial');
    const first = await waiting(sandbox);
    const second = await backUp(sandbox, 'incr');
    expect([second.code, second.report.fault]).toEqual([1, 'busy']);
    expect(second.stderr).toMatch(/^pgfleet backup: .*another backup .* runs: busy, nothing is broken/m);
    await sandbox.query('CHECKPOINT');
    expect([await first.exited, reportOf(first.output()).ok]).toEqual([0, true]);
  });

  test('and is killed leaves nothing in the way of the next one', async () => {
    const sandbox = await backedUp();
    await backUp(sandbox, 'initial');
    const first = await waiting(sandbox);
    first.kill();
    await first.exited;
    const next = await backUp(sandbox, 'full', { PGFLEET_BUSY_SECONDS: '60' });
    expect([next.code, next.report.type]).toEqual([0, 'full']);
  });

  test('and is told to stop says so', async () => {
    const sandbox = await backedUp();
    await backUp(sandbox, 'initial');
    const first = await waiting(sandbox);
    await first.signal('SIGTERM');
    expect([await first.exited, reportOf(first.output()).fault]).toEqual([1, 'interrupted']);
    expect((await backUp(sandbox, 'full', { PGFLEET_BUSY_SECONDS: '60' })).code).toBe(0);
  });
});

test('a database that comes later is waited for', async () => {
  const sandbox = await backedUp();
  await sandbox.database.signal('SIGTERM');
  await sandbox.database.exited;
  const running = sandbox.start(['bash', sandbox.at('pgfleet/scripts/backup.sh')], {
    ...jobEnvironment(sandbox),
    PGFLEET_BACKUP_TYPE: 'initial',
    PGFLEET_WAIT_SECONDS: '60',
  });
  await running.waitForOutput('trying again: PostgreSQL does not accept connections');
  sandbox.startScript('start.sh');
  expect([await running.exited, reportOf(running.output()).outcome]).toEqual([0, 'made']);
});

test('nothing of a Job stays in its temporary directory', async () => {
  const sandbox = await backedUp();
  await backUp(sandbox, 'initial');
  const left = readdirSync(sandbox.host('tmp')).filter((name) => name.startsWith('pgfleet-'));
  expect([left, existsSync(join(sandbox.host('tmp'), 'job-locks'))]).toEqual([[], true]);
});
