import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Values } from '../../lib/config/schema';
import {
  type Application,
  application,
  applyRoot,
  deleteFleets,
  type Fleet,
  mergeAll,
  prepareFleet,
  waitForApplication,
  waitForWell,
} from './harness/argocd';
import { waitForJob } from './harness/backup';
import { revertLast } from './harness/git-repository';
import { applyObjects, find, get, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { adoptNamespace, uniqueId, uniqueNamespace } from './harness/namespaces';
import { containerOf, type Pod, restarts, waitForLog } from './harness/pod';
import { addEnvironment, createProject, smallDatabase, type TestEnvironment, writeValues } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

const plain = { profile: 'development', database: smallDatabase } satisfies Values;
const good = {
  ...plain,
  backup: {
    method: 'pgDump',
    repository: { type: 'volume', size: '1Gi' },
    schedule: { full: '0 1 1 1 *' },
    retention: { full: 2 },
  },
} satisfies Values;

/** A harmless change. */
const changed = (values: Values): Values => ({
  ...values,
  database: { ...smallDatabase, parameters: { work_mem: '7MB' } },
});

let fleet: Fleet;
let database: TestEnvironment;
/** Gets the object that the API server refuses: Argo CD tries that for two minutes, and the other one has its tests meanwhile. */
let refused: TestEnvironment;
let refusedBefore: Pod;
/** When it got a good merge after that. */
let nextMerge: number;

beforeAll(async () => {
  database = createProject(uniqueId('merges'), uniqueNamespace('db'), good);
  fleet = await prepareFleet(database.root);
  refused = addEnvironment(fleet, uniqueId('refused'), uniqueNamespace('refused'), plain);
  const revision = await mergeAll(fleet, 'two environments');
  await applyRoot(fleet);
  for (const { id, namespace } of [database, refused]) {
    await waitForWell(id, revision, 240);
    await adoptNamespace(namespace);
  }
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');
});

afterAll(deleteFleets);

const merge = (values: Values, message: string): Promise<string> => {
  writeValues(database, values);
  return mergeAll(fleet, message);
};

const isDone = ({ status }: Application, revision: string): boolean =>
  status?.operationState?.phase === 'Succeeded' && status.operationState.syncResult?.revision === revision;

/** What breaks Pods does not hold up Argo CD: its operation ends, so that the next merge is looked at. */
const waitForOperation = (revision: string): Promise<Application> =>
  waitForApplication(database.id, `done with ${revision.slice(0, 8)}`, 60, (found) => isDone(found, revision));

/** Healthy again by nothing but the revert, with the data. */
const revert = async (seconds: number): Promise<void> => {
  const start = Date.now();
  await waitForWell(database.id, await revertLast(fleet.root), seconds);
  process.stderr.write(`healthy ${((Date.now() - start) / 1000).toFixed(0)} s after the revert\n`);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
};

const podOf = ({ namespace, pod }: TestEnvironment): Promise<Pod> => get<Pod>(namespace, 'pod', pod);

test('an object that the API server refuses is merged: nothing changes, and the revert heals it', async () => {
  refusedBefore = await podOf(refused);
  const folder = join(refused.root, 'environments', refused.id, 'manifests');
  mkdirSync(folder);
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'refused' }, data: { 'no/key': '1' } };
  writeFileSync(join(folder, 'refused.yaml'), stringify(object));
  await mergeAll(fleet, 'an object that no API server takes');
  await waitForApplication(refused.id, 'refused', 60, ({ status }) =>
    /Invalid value/.test(
      `${status?.operationState?.message}${JSON.stringify(status?.operationState?.syncResult ?? '')}`,
    ),
  );
  expect(await find(refused.namespace, 'configmap', 'refused')).toBeUndefined();
  const healed = await revertLast(fleet.root);
  await waitForApplication(refused.id, 'as before', 90, ({ status }) =>
    Boolean(
      status?.sync?.status === 'Synced' && status.sync.revision === healed && status.health?.status === 'Healthy',
    ),
  );
  writeValues(refused, changed(plain));
  await mergeAll(fleet, 'what comes next');
  nextMerge = Date.now();
});

test('a parameter that only the server refuses is merged; the revert heals it', async () => {
  const parameters = { shared_preload_libraries: 'not_there' };
  const revision = await merge({ ...good, database: { ...smallDatabase, parameters } }, 'a library that is not there');
  await waitForOperation(revision);
  await waitForLog(database.namespace, database.pod, 'postgres', /not_there.*No such file/, 120);
  await revert(180);
});

test('a wrong image is merged; the revert heals it', async () => {
  const revision = await merge({ ...good, images: { postgres: 'registry.example/nobody-built-this:17' } }, 'an image');
  await waitForOperation(revision);
  await waitFor('the image to be missed', 120, async () => {
    const pod = await find<Pod>(database.namespace, 'pod', database.pod);
    return when(pod !== undefined && /ImagePull/.test(containerOf(pod, 'initdb').state.waiting?.reason ?? ''));
  });
  await revert(180);
});

test('a failed nightly backup does not hold up the next merge', async () => {
  const { namespace, name } = database;
  // As the schedule starts it, but for a program that fails.
  const job = JSON.parse(
    await kubectl([
      ...['create', 'job', 'nightly', `--from=cronjob/${name}-dump`, '-n', namespace],
      ...['--dry-run=client', '-o', 'json'],
    ]),
  );
  for (const container of job.spec.template.spec.containers) container.command = ['false'];
  await applyObjects(job);
  expect((await waitForJob(database, 'nightly', 120)).succeeded).toBe(false);

  const revision = await merge(changed(good), 'work_mem');
  await waitForWell(database.id, revision, 120);
  await waitFor('the new value', 180, async () => when((await query(database, 'SHOW work_mem')) === '7MB'));
});

test('what is merged after an object that the API server refused arrives when the retries of Argo CD have ended', async () => {
  await waitForApplication(refused.id, 'done with what came next', 300, ({ status }) =>
    Boolean(status?.operationState?.phase === 'Succeeded' && status.sync?.status === 'Synced'),
  );
  // A little more than the time between its tries: lib/gitops/sync-policy.ts.
  const { finishedAt = '' } = (await application(refused.id))?.status?.operationState ?? {};
  const seconds = (Date.parse(finishedAt) - nextMerge) / 1000;
  process.stderr.write(`synced ${seconds.toFixed(0)} s after the merge that followed a refused object\n`);
  await waitFor('the new value', 180, async () => when((await query(refused, 'SHOW work_mem')) === '7MB'));
  const after = await podOf(refused);
  expect([after.metadata.uid, restarts(after)]).toEqual([refusedBefore.metadata.uid, restarts(refusedBefore)]);
});
