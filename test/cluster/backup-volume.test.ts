import { info, initialBackup, runJob, schedules } from './harness/backup';
import { destroyDatabase } from './harness/claim';
import { get } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { type Pod, waitForReady } from './harness/pod';
import { apply, bringUp, createProject, pgfleet, smallDatabase, synth } from './harness/project';
import { query } from './harness/psql';

useCluster();

test('backups on a claim of their own survive the database and bring it back into the next generation', async () => {
  const database = createProject('volume', uniqueNamespace('db'), {
    profile: 'development',
    database: smallDatabase,
    backup: {
      ...schedules,
      method: 'pgBackRest',
      repository: { type: 'volume', size: '1Gi' },
      retention: { full: 2 },
    },
  });
  await bringUp(database);
  const first = await initialBackup(database);
  expect(`${first.succeeded}\n${first.log}`).toMatch(/^true\n/);
  await query(database, "CREATE TABLE orders AS SELECT 'in the backup' AS word");
  const incremental = await runJob(database, 'backup-incr', 'by-hand');
  expect(`${incremental.succeeded}\n${incremental.log}`).toMatch(/^true\n/);
  expect((await info(database)).backup.map(({ type }) => type)).toEqual(['full', 'incr']);
  await query(database, "INSERT INTO orders VALUES ('only in the log')");

  const broken = await get<Pod>(database.namespace, 'pod', database.pod);
  await destroyDatabase(database);
  await pgfleet(database, ['restore', database.id]);
  await synth(database);
  await apply(database);
  await waitForReady(database.namespace, database.pod, 300, broken.metadata.uid);
  expect(await query(database, 'SELECT string_agg(word, $$,$$ ORDER BY word) FROM orders')).toBe(
    'in the backup,only in the log',
  );
});
