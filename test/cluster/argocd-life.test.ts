import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../lib/config/schema';
import {
  announce,
  application,
  applications,
  applyRoot,
  argocdNamespace,
  deleteFleets,
  type Fleet,
  mergeAll,
  prepareFleet,
  waitForApplication,
  waitForNoApplication,
  waitForWell,
} from './harness/argocd';
import { commit, head, restore, revertLast } from './harness/git-repository';
import { find, get, list, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { adoptNamespace, uniqueId, uniqueNamespace } from './harness/namespaces';
import { type Pod, restarts, waitForReady } from './harness/pod';
import {
  addEnvironment,
  createProject,
  pgfleet,
  smallDatabase,
  type TestEnvironment,
  trySynth,
  writeValues,
} from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

const values = (more: Partial<Values> = {}): Values => ({ profile: 'development', database: smallDatabase, ...more });
const throwAway = values({ deletionPolicy: 'Delete' });

let fleet: Fleet;
/** Stays all along; the two others that keep their data go and come back. */
let stays: TestEnvironment;
let kept: TestEnvironment;
let alsoKept: TestEnvironment;
let gone: TestEnvironment;

const pod = ({ namespace, pod: name }: TestEnvironment): Promise<Pod> => get<Pod>(namespace, 'pod', name);
const data = (environment: TestEnvironment): Promise<string> => query(environment, 'SELECT answer FROM kept');

/** Which server runs, and how often it was started again. */
const server = async (environment: TestEnvironment): Promise<string> => {
  const found = await pod(environment);
  return `${found.metadata.uid} ${restarts(found)}`;
};

/** What must be there, whatever happens to the manifests. */
const expectKept = async (environment: TestEnvironment, before: string): Promise<void> => {
  const { namespace, name } = environment;
  expect(await data(environment)).toBe('42');
  expect(await server(environment)).toBe(before);
  expect(await secretKey(namespace, `${name}-app`, 'password')).not.toBe('');
  const claims = await list<{ status: { phase: string } }>(namespace, 'persistentvolumeclaim');
  expect(claims.map(({ status }) => status.phase)).toEqual(['Bound']);
};

/** Synth, commit, and the webhook. */
const publish = async (message: string): Promise<string> => {
  const revision = await mergeAll(fleet, message);
  await announce(fleet);
  return revision;
};

const add = (purpose: string, of: Values): TestEnvironment =>
  addEnvironment(fleet, uniqueId(purpose), uniqueNamespace(purpose), of);

beforeAll(async () => {
  stays = createProject(uniqueId('stays'), uniqueNamespace('stays'), values());
  fleet = await prepareFleet(stays.root);
  const revision = await mergeAll(fleet, 'one environment');
  await applyRoot(fleet);
  await waitForWell(stays.id, revision, 240);
  await adoptNamespace(stays.namespace);
  await query(stays, 'CREATE TABLE kept AS SELECT 42 AS answer');
});

afterAll(deleteFleets);

test('new environments by commit come up', async () => {
  kept = add('kept', values());
  alsoKept = add('also', values());
  gone = add('gone', throwAway);
  const revision = await publish('three more');
  for (const { id, namespace, pod: name } of [kept, alsoKept, gone]) {
    await waitForWell(id, revision, 240);
    await adoptNamespace(namespace);
    await waitForReady(namespace, name, 10);
  }
  for (const environment of [kept, alsoKept]) await query(environment, 'CREATE TABLE kept AS SELECT 42 AS answer');
});

test('status shows the Application of each', async () => {
  for (const { id } of [stays, gone]) {
    // One that a commit did not touch is looked at later, and says until then which commit it was compared with.
    const revision = (await application(id))?.status?.sync?.revision ?? 'none';
    expect(await pgfleet(fleet, ['status', id])).toMatch(
      new RegExp(`^✔ Application +Synced, Healthy, at ${revision.slice(0, 8)}$`, 'm'),
    );
  }
});

test('a changed parameter arrives without a restart', async () => {
  const before = await server(stays);
  writeValues(stays, values({ database: { ...smallDatabase, parameters: { work_mem: '7MB' } } }));
  await publish('work_mem');
  // The ConfigMap reaches the Pod within a period of the kubelet.
  await waitFor('the new value', 180, async () => when((await query(stays, 'SHOW work_mem')) === '7MB'));
  expect(await server(stays)).toBe(before);
});

/** The claim of the database says with its options whether it outlives its manifest. */
const isGuarded = async ({ namespace }: TestEnvironment): Promise<boolean> => {
  const [claim] = await list<{ metadata: { annotations?: Record<string, string> } }>(
    namespace,
    'persistentvolumeclaim',
  );
  return /Delete=false/.test(claim?.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '');
};

test('Delete becomes Retain and Delete again by commits', async () => {
  const before = await server(gone);
  const finalizers = async (): Promise<number> => (await application(gone.id))?.metadata.finalizers?.length ?? 0;
  expect([await finalizers(), await isGuarded(gone)]).toEqual([1, false]);
  writeValues(gone, values({ deletionPolicy: 'Retain' }));
  const retained = await publish('keep it');
  await waitForWell(gone.id, retained, 120);
  await waitFor('the finalizer to go', 60, async () => when((await finalizers()) === 0));
  expect(await isGuarded(gone)).toBe(true);
  writeValues(gone, throwAway);
  const deleted = await publish('throw it away after all');
  await waitForWell(gone.id, deleted, 120);
  await waitFor('the finalizer to come back', 60, async () => when((await finalizers()) === 1));
  expect([await isGuarded(gone), await server(gone)]).toEqual([false, before]);
});

test('three directories removed in one commit: Delete vanishes with namespace and claims, Retain serves on and is adopted again', async () => {
  const removed = [kept, alsoKept, gone];
  const before = await Promise.all(removed.map(server));
  const revision = await head(fleet.root);
  for (const { root, id } of removed) rmSync(join(root, 'environments', id), { recursive: true });
  expect((await trySynth(stays)).stderr).toMatch(/removal-refused/);
  await pgfleet(fleet, ['synth', '--prune']);
  await commit(fleet.root, 'three environments go');
  await announce(fleet);
  for (const { id } of removed) await waitForNoApplication(id, 120);
  await waitFor('the namespace to go', 120, async () =>
    when((await find('default', 'namespace', gone.namespace)) === undefined),
  );
  await waitFor('its volumes to go', 60, async () => {
    const volumes = await list<{ spec: { claimRef?: { namespace: string } } }>('default', 'persistentvolume');
    return when(!volumes.some(({ spec }) => spec.claimRef?.namespace === gone.namespace));
  });
  await expectKept(kept, before[0] ?? '');
  await expectKept(alsoKept, before[1] ?? '');

  for (const { id } of [kept, alsoKept]) await restore(fleet.root, revision, join('environments', id));
  const back = await publish('two come back');
  for (const { id } of [kept, alsoKept]) await waitForWell(id, back, 120);
  await expectKept(kept, before[0] ?? '');
  await expectKept(alsoKept, before[1] ?? '');
});

test('half of dist/ of an environment is missing: synth --check says so; merged all the same, the database serves on', async () => {
  const before = await server(kept);
  const folder = join(kept.root, 'dist', kept.id);
  const files = readdirSync(folder);
  for (const file of files.filter((name) => !/^ConfigMap.pgfleet-environment|^Service\.|^Network/.test(name)))
    rmSync(join(folder, file));
  await expect(pgfleet(fleet, ['synth', '--check'])).rejects.toThrow(/exit code 1\n[\s\S]*StatefulSet/);
  const partial = await commit(fleet.root, 'a bad merge');
  await waitForApplication(
    kept.id,
    'done with the bad merge',
    120,
    ({ status }) =>
      status?.operationState?.phase === 'Succeeded' && status.operationState.syncResult?.revision === partial,
  );
  await expectKept(kept, before);
  const healed = await revertLast(fleet.root);
  await waitForWell(kept.id, healed, 180);
  await expectKept(kept, before);
});

test('a repository emptied by mistake takes nothing of an environment that keeps its data', async () => {
  const all = [stays, kept, alsoKept];
  const before = await Promise.all(all.map(server));
  rmSync(join(fleet.root, 'dist'), { recursive: true });
  await commit(fleet.root, 'oops');
  await announce(fleet);
  for (const { id } of all) await waitForNoApplication(id, 120);
  // Its own directory is gone as well, and the root Application takes nothing away.
  expect(await find(argocdNamespace, 'applicationset.argoproj.io', fleet.project)).toBeDefined();
  for (const [index, environment] of all.entries()) await expectKept(environment, before[index] ?? '');

  const healed = await revertLast(fleet.root);
  await announce(fleet);
  for (const { id } of all) await waitForWell(id, healed, 180);
  for (const [index, environment] of all.entries()) await expectKept(environment, before[index] ?? '');
  expect((await applications(fleet)).map(({ metadata }) => metadata.name).sort()).toEqual(
    all.map(({ id }) => id).sort(),
  );
});
