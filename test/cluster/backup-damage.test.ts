import {
  bringUpWithRepository,
  info,
  production,
  repositoryFiles,
  runJob,
  runningPod,
  startJob,
  waitForFirstBackup,
  waitForJob,
} from './harness/backup';
import { flipInRepository, flipInTable } from './harness/flip';
import { holdBackups, killWhileCopying, releaseBackups } from './harness/held-backup';
import { find, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { createProject, merge, type TestEnvironment } from './harness/project';
import { query, queryAs, shell } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;

const values = (equals: string) =>
  production({
    backup: { drill: { schedule: '0 7 1 1 *', query: { sql: 'SELECT count(*) > 0 FROM filler', equals } } },
  });

beforeAll(async () => {
  database = createProject('damage', uniqueNamespace('db'), values('t'));
  await bringUpWithRepository(database);
  await waitForFirstBackup(database);
  // Long enough to copy that a test can meet it midway.
  await queryAs(
    database,
    'shop',
    'CREATE TABLE filler AS SELECT g, md5(g::text) || md5((g + 1)::text) AS text FROM generate_series(1, 1000000) g',
  );
});

test('of two backups at once the second is told that the other runs, and the first is good', async () => {
  await holdBackups(database);
  await startJob(database, 'backup-incr', 'first');
  const pod = await runningPod(database, 'first');
  await waitFor('the first backup to hold the lock', 90, async () =>
    when(/backup start|begin/i.test(await kubectl(['logs', pod, '-n', database.namespace]))),
  );
  const second = await runJob(database, 'backup-incr', 'second');
  await releaseBackups(database);
  expect(second.succeeded).toBe(false);
  expect(second.log).toMatch(/^pgfleet backup: another backup of this environment runs: busy, nothing is broken/m);
  const first = await waitForJob(database, 'first');
  expect(`${first.succeeded}\n${first.log}`).toMatch(/^true\n/);
});

test('a backup that is killed midway is a failed Job that says so, and the next one is good', async () => {
  const before = (await info(database)).backup.length;
  await holdBackups(database);
  await startJob(database, 'backup-full', 'killed');
  const pod = await runningPod(database, 'killed');
  const watching = killWhileCopying(database, pod);
  await releaseBackups(database);
  await watching;
  const killed = await waitForJob(database, 'killed');
  expect(killed.succeeded).toBe(false);
  expect(killed.log).toMatch(/^pgfleet backup: .*(killed|signal 9)/m);
  expect((await info(database)).backup).toHaveLength(before);

  const next = await runJob(database, 'backup-full', 'after-the-kill');
  expect(`${next.succeeded}\n${next.log}`).toMatch(/^true\n/);
  expect((await info(database)).backup.at(-1)).toMatchObject({ type: 'full', error: false });
});

test('a flipped byte in a backup file fails the verification, which names the file', async () => {
  const label = (await info(database)).backup.at(-1)?.label ?? '';
  const files = await repositoryFiles(database, `backup/main/${label}`);
  const file = Object.keys(files).find((name) => /^bundle\//.test(name) || /filler|\.zst$/.test(name)) ?? '';
  const path = `backup/main/${label}/${file}`;
  await flipInRepository(database, path);
  const { succeeded, log } = await runJob(database, 'verify', 'flipped');
  expect(succeeded).toBe(false);
  expect(log).toMatch(/^pgfleet verify: .*(checksum|invalid)/im);
  expect(log).toContain(label);
  const drill = await runJob(database, 'drill', 'of-a-flipped-backup');
  expect(drill.succeeded).toBe(false);
  await flipInRepository(database, path);
  const repaired = await runJob(database, 'verify', 'repaired');
  expect(`${repaired.succeeded}\n${repaired.log}`).toMatch(/^true\n/);
});

test('a drill whose query gives something else fails and shows both', async () => {
  await merge(database, values('never'));
  const { succeeded, log } = await runJob(database, 'drill', 'disappointed');
  expect(succeeded).toBe(false);
  expect(log).toMatch(/^pgfleet drill: .*"?t"?.*never|^pgfleet drill: .*never.*"?t"?/m);
  expect(await find(database.namespace, 'job', 'disappointed')).toBeDefined();
  await merge(database, values('t'));
});

test('archiving that fails is reported by the verification, with what pgBackRest says', async () => {
  // The spool becomes a file: archive-push cannot work, and everything else can.
  const spool = '/pgdata/pgbackrest-spool';
  const broken = await shell(database, `mv ${spool} ${spool}.away && touch ${spool}`);
  expect(broken.code).toBe(0);
  await query(database, 'SELECT pg_switch_wal()');
  await waitFor('a failed archive_command', 120, async () =>
    when(Number(await query(database, 'SELECT failed_count FROM pg_stat_archiver')) > 0),
  );
  const { succeeded, log } = await runJob(database, 'verify', 'not-archiving', 300);
  await shell(database, `rm ${spool}; mv ${spool}.away ${spool}`);
  expect(succeeded).toBe(false);
  expect(log).toMatch(/^pgfleet verify: .*archiv/im);
});

test('a flipped byte in PGDATA fails the backup that copies it, which names the file', async () => {
  // Nothing may write its pages again: not what marks rows as committed, and not autovacuum.
  await query(
    database,
    'CREATE TABLE rotten WITH (autovacuum_enabled = off) AS SELECT g FROM generate_series(1, 5000) g',
  );
  await query(database, 'VACUUM (FREEZE) rotten');
  await flipInTable(database, 'rotten');
  const { succeeded, log } = await runJob(database, 'backup-incr', 'of-a-rotten-page');
  expect(succeeded).toBe(false);
  const path = await query(database, "SELECT pg_relation_filepath('rotten')");
  expect(log).toMatch(/^pgfleet backup: .*(page|checksum)/im);
  expect(log).toContain(path);
  expect((await info(database)).backup.at(-1)).toMatchObject({ error: true });
  // Verification goes on saying so until a backup without it is there.
  const verified = await runJob(database, 'verify', 'of-a-rotten-page-too');
  expect(verified.succeeded).toBe(false);
  await flipInTable(database, 'rotten');
  const good = await runJob(database, 'backup-incr', 'after-the-repair');
  expect(`${good.succeeded}\n${good.log}`).toMatch(/^true\n/);
});
