import { get, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { type Pod, restarts, waitForReady } from './harness/pod';
import { bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;
const values = (parameters: Readonly<Record<string, string | number>>) =>
  ({ profile: 'development', database: { ...smallDatabase, parameters } }) as const;

beforeAll(async () => {
  database = createProject('parameters', uniqueNamespace('db'), values({}));
  await bringUp(database);
  await waitForReady(database.namespace, database.pod);
});

const pod = (): Promise<Pod> => get<Pod>(database.namespace, 'pod', database.pod);

/** Each change of the Pod template makes one revision, and the StatefulSet replaces the Pod once for it. */
const revisions = async (): Promise<number> => (await list(database.namespace, 'controllerrevision')).length;

test('parameters that need a reload arrive within two minutes, and nothing restarts', async () => {
  const [before, revisionsBefore] = [await pod(), await revisions()];
  await merge(database, values({ work_mem: '7MB', log_min_duration_statement: '1234ms' }));
  await waitFor('the new values', 120, async () =>
    when(
      (await query(database, "SELECT current_setting('work_mem') || current_setting('log_min_duration_statement')")) ===
        '7MB1234ms',
    ),
  );
  const after = await pod();
  expect([after.metadata.uid, restarts(after), await revisions()]).toEqual([before.metadata.uid, 0, revisionsBefore]);
});

test('a parameter that is no longer named goes back to what is derived', async () => {
  expect(await query(database, 'SHOW work_mem')).toBe('7MB');
  await merge(database, values({ log_min_duration_statement: '1234ms' }));
  await waitFor('work_mem to go back', 120, async () => when((await query(database, 'SHOW work_mem')) !== '7MB'));
});

test('a parameter that needs a restart restarts the Pod exactly once', async () => {
  const [before, revisionsBefore] = [await pod(), await revisions()];
  await merge(database, values({ log_min_duration_statement: '1234ms', max_connections: 57 }));
  const restarted = await waitForReady(database.namespace, database.pod, 180, before.metadata.uid);
  expect(await query(database, 'SHOW max_connections')).toBe('57');
  expect(await query(database, 'SELECT count(*) FROM pg_settings WHERE pending_restart', 'postgres')).toBe('0');
  const after = await pod();
  expect([after.metadata.uid, restarts(after), await revisions()]).toEqual([
    restarted.metadata.uid,
    0,
    revisionsBefore + 1,
  ]);
});
