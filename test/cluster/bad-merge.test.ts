import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find, get, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { containerOf, type Pod, waitForLog, waitForReady } from './harness/pod';
import { apply, bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;
const good = { profile: 'development', database: smallDatabase } as const;
const withParameters = (parameters: Readonly<Record<string, string>>) => ({
  ...good,
  database: { ...smallDatabase, parameters },
});

beforeAll(async () => {
  database = createProject('bad-merge', uniqueNamespace('db'), good);
  await bringUp(database);
  await waitForReady(database.namespace, database.pod);
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');
});

const waitingReason = async (container: string): Promise<string> => {
  const pod = await find<Pod>(database.namespace, 'pod', database.pod);
  return pod === undefined ? '' : (containerOf(pod, container).state.waiting?.reason ?? '');
};

/** Healthy again, by nothing but the revert, and with the data. */
const revert = async (): Promise<void> => {
  const broken = await get<Pod>(database.namespace, 'pod', database.pod);
  await merge(database, good);
  await waitForReady(database.namespace, database.pod, 240, broken.metadata.uid);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
};

test('a parameter that only the server refuses keeps the Pod down; the revert heals it', async () => {
  await merge(database, withParameters({ shared_preload_libraries: 'not_there' }));
  await waitForLog(database.namespace, database.pod, 'postgres', /not_there.*No such file/, 120);
  await revert();
});

test('a wrong image keeps the Pod down; the revert heals it', async () => {
  await merge(database, { ...good, images: { postgres: 'registry.example/nobody-built-this:17' } });
  await waitFor('the image to be missed', 150, async () =>
    when(/ErrImagePull|ImagePullBackOff/.test(await waitingReason('initdb'))),
  );
  await revert();
});

test('a reload that the server refuses changes nothing, is logged, and the revert heals also what restarted meanwhile', async () => {
  const before = await get<Pod>(database.namespace, 'pod', database.pod);
  await merge(database, withParameters({ timezone: 'Nowhere/Land' }));
  await waitForLog(database.namespace, database.pod, 'agent', /not loaded.*TimeZone/, 150);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
  // The hard case: the Pod is replaced while the configuration is bad.
  await kubectl(['delete', 'pod', database.pod, '-n', database.namespace]);
  await waitForLog(database.namespace, database.pod, 'postgres', /Nowhere\/Land/, 120);
  await merge(database, good);
  await waitForReady(database.namespace, database.pod, 300, before.metadata.uid);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
});

test('an image of another major version than asked for is refused in words, and the revert heals', async () => {
  // synth refuses such a merge; somebody applies it by hand.
  const file = join(database.root, 'dist', database.id, `StatefulSet.${database.name}.yaml`);
  const committed = readFileSync(file, 'utf8');
  const changed = committed.replaceAll(/(name: PGFLEET_MAJOR\n\s+value: )"17"/g, '$1"18"');
  expect(changed).not.toBe(committed);
  writeFileSync(file, changed);
  await apply(database);
  await waitForLog(database.namespace, database.pod, 'initdb', /holds PostgreSQL 17.*database\.version is "18"/, 120);
  writeFileSync(file, committed);
  await revert();
});
