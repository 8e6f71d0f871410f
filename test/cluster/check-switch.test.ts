import { check, neverChecked, tryCheck } from './harness/check';
import { find, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { type Pod, waitForReady } from './harness/pod';
import { bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query, shell } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;

const values = (level: 'none' | 'standard', suspended = false) => ({
  profile: 'development' as const,
  suspended,
  database: smallDatabase,
  checks: level === 'none' ? { level } : { level, ...neverChecked, onSync: 'quick' as const, deadlineSeconds: 300 },
});

/** The Pod, and how often each of its containers was started. */
const identity = async () => {
  const pod = await find<Pod>(database.namespace, 'pod', database.pod);
  const statuses = [...(pod?.status.initContainerStatuses ?? []), ...(pod?.status.containerStatuses ?? [])];
  return { uid: pod?.metadata.uid, restarts: statuses.map(({ name, restartCount }) => `${name} ${restartCount}`) };
};

const role = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'pgfleet_check'";

/** The agent sees a change when the kubelet has brought the ConfigMap, which takes a minute or two. */
const waitForRole = (canLogIn: 't' | 'f'): Promise<true> =>
  waitFor(`a role of checks whose right to log in is ${canLogIn}`, 180, async () =>
    when((await query(database, role, 'postgres')) === canLogIn),
  );

let before: Awaited<ReturnType<typeof identity>>;

beforeAll(async () => {
  database = createProject('switched', uniqueNamespace('db'), values('none'));
  await bringUp(database);
  await waitForReady(database.namespace, database.pod);
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');
  before = await identity();
});

test('without checks there is no role for them, and pgfleet check says why it does nothing', async () => {
  expect(await query(database, role, 'postgres')).toBe('');
  expect(await list(database.namespace, 'cronjob')).toEqual([]);
  expect(await tryCheck(database)).toMatchObject({ code: 2, stderr: expect.stringContaining('checks.level is none') });
});

test('turned on at a database that runs, they find it sound and restart nothing', async () => {
  await merge(database, values('standard'));
  // No wait for the role: a check has patience.
  const { code, result } = await check(database);
  expect([result.findings, code]).toEqual([[], 0]);
  await waitForRole('t');
  expect(await identity()).toEqual(before);
});

test('suspended, there is nothing to check, and no check is started', async () => {
  await merge(database, values('standard', true));
  await waitFor('no database Pod', 120, async () =>
    when((await find(database.namespace, 'pod', database.pod)) === undefined),
  );
  const { code, stdout, stderr } = await tryCheck(database);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('is suspended');
  expect(await find(database.namespace, 'cronjob', 'postgres-check')).toMatchObject({ spec: { suspend: true } });
});

test('running again, it is checked again', async () => {
  await merge(database, values('standard'));
  await waitForReady(database.namespace, database.pod);
  const { code, result } = await check(database);
  expect([result.findings, code]).toEqual([[], 0]);
});

test('turned off, the role cannot log in any more, results stay, and nothing restarts', async () => {
  const running = await identity();
  await merge(database, values('none'));
  await waitForRole('f');
  expect(await query(database, 'SELECT level, worst FROM pgfleet.check_run ORDER BY 1', 'postgres')).toContain(
    'standard|none',
  );
  const { code, stderr } = await shell(database, 'psql -X -h 127.0.0.1 -U pgfleet_check -d postgres -c "SELECT 1"');
  expect(code).toBe(2);
  expect(stderr).toMatch(/pg_hba\.conf rejects connection/);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
  expect(await identity()).toEqual(running);
});
