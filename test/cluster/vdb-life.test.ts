import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../lib/config/schema';
import {
  announce,
  application,
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
import { check } from './harness/check';
import { checkout, ourImage } from './harness/checkout';
import { commit, head, restore } from './harness/git-repository';
import { applyObjects, find, get, kubectl, list, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { adoptNamespace, createNamespace, uniqueId, uniqueNamespace } from './harness/namespaces';
import { run } from './harness/process';
import { addEnvironment, createProject, pgfleet, type TestEnvironment, writeValues } from './harness/project';
import { finishVdbs, startVdbOperator, type VdbOperator, vdbFinalizer, vdbKind } from './harness/vdb-operator';
import { type PostgresVdb, vdbServerName } from './harness/vdb-server';
import { holdsFor, waitFor, when } from './harness/wait';

useCluster();

type Block = NonNullable<Values['vdb']>;

const values = (more: Partial<Values> = {}, block: Partial<Block> = {}): Values => ({
  profile: 'development',
  images: { tools: ourImage() },
  vdb: { source: { type: 'dct-source', reference: '10.0.1.54:largedb' }, database: { name: 'shop' }, ...block },
  ...more,
});
const throwAway: Partial<Values> = { deletionPolicy: 'Delete' };

let fleet: Fleet;
let kept: TestEnvironment;
let gone: TestEnvironment;
let stuck: TestEnvironment;
let namespaces: readonly string[];
let revision: string;
let operator: VdbOperator;

/** What a hook of stage pre-delete finds around the VDB that it is about. */
const foundByHook = new Map<string, { readonly namespaceStays: boolean; readonly policies: number }>();
const preDelete = async ({ metadata: { name, namespace } }: PostgresVdb): Promise<void> => {
  expect(await secretKey(namespace, `${name}-app`, 'password')).not.toBe('');
  foundByHook.set(namespace, { namespaceStays: await staysNamespace(namespace), policies: await policies(namespace) });
};

interface Named {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
}

const staysNamespace = async (name: string): Promise<boolean> =>
  (await get<Named>('default', 'namespace', name)).metadata.deletionTimestamp === undefined;
const policies = async (namespace: string): Promise<number> =>
  (await list<Named>(namespace, 'networkpolicy')).filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .length;
const vdbOf = ({ namespace, name }: TestEnvironment): Promise<PostgresVdb | undefined> =>
  find<PostgresVdb>(namespace, vdbKind, name);

const startOperator = (): VdbOperator =>
  startVdbOperator({ namespaces, serves: [kept.namespace, gone.namespace], preDelete });

/** The vendor's definition is published nowhere: this one takes any spec. */
const snapshots = 'vdbsnapshots.actions.delphix.com';
const defineActions = (): Promise<string> =>
  applyObjects({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: snapshots },
    spec: {
      group: 'actions.delphix.com',
      scope: 'Namespaced',
      names: { kind: 'VDBSnapshot', plural: 'vdbsnapshots', singular: 'vdbsnapshot', listKind: 'VDBSnapshotList' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });

beforeAll(async () => {
  await defineActions();
  kept = createProject(
    uniqueId('kept'),
    uniqueNamespace('kept'),
    values(
      { checks: { level: 'quick' } },
      { actions: { 'before-release-7': { kind: 'VDBSnapshot', spec: { description: 'before release 7' } } } },
    ),
  );
  fleet = await prepareFleet(kept.root);
  gone = addEnvironment(fleet, uniqueId('gone'), uniqueNamespace('gone'), values(throwAway));
  stuck = addEnvironment(fleet, uniqueId('stuck'), uniqueNamespace('stuck'), values(throwAway));
  namespaces = [kept, gone, stuck].map(({ namespace }) => namespace);
  revision = await mergeAll(fleet, 'three environments');
  await applyRoot(fleet);
});

afterAll(async () => {
  // The namespaces are being deleted, which is the wrong order: the Secret that the hook asks for goes at once.
  await operator.stop();
  operator = startVdbOperator({ namespaces });
  await deleteFleets();
  await finishVdbs(operator, namespaces);
  if (process.env.KEEP !== '1') await kubectl(['delete', 'crd', snapshots, '--wait=false']);
});

test('an environment is Progressing until the operator says that its VDB runs, and Healthy then', async () => {
  await waitForApplication(
    stuck.id,
    'Synced and Progressing',
    120,
    ({ status }) => [status?.sync?.status, status?.health?.status].join() === 'Synced,Progressing',
  );
  operator = startOperator();
  for (const { id, namespace } of [kept, gone, stuck]) {
    await waitForWell(id, revision, 240);
    await adoptNamespace(namespace);
  }
  expect((await vdbOf(kept))?.status?.phase).toBe('Running');
});

test('a check logs in to the VDB with the Secret of the environment', async () => {
  const { result } = await check(kept, '--level', 'quick');
  expect([result.worst, result.databases]).toEqual(['none', 3]);
});

const snapshotsOf = async ({ namespace }: TestEnvironment): Promise<readonly string[]> =>
  (await list<Named>(namespace, snapshots)).map(({ metadata }) => `${metadata.name} ${metadata.uid}`);

test('an action is made once: another sync does not repeat it', async () => {
  const before = await snapshotsOf(kept);
  expect(before).toEqual([expect.stringMatching(/^postgres-before-release-7 /)]);
  const started = (await application(kept.id))?.status?.operationState?.startedAt;
  const sync = JSON.stringify({ operation: { sync: { revision } } });
  await kubectl(['patch', 'applications.argoproj.io', kept.id, '-n', argocdNamespace, '--type', 'merge', '-p', sync]);
  await waitForApplication(
    kept.id,
    'synced once more',
    240,
    ({ status }) => status?.operationState?.phase === 'Succeeded' && status.operationState.startedAt !== started,
  );
  expect(await snapshotsOf(kept)).toEqual(before);
});

/** Synth, commit, and the webhook. */
const publish = async (message: string): Promise<string> => {
  const hash = await mergeAll(fleet, message);
  await announce(fleet);
  return hash;
};

const remove = async ({ root, id }: TestEnvironment): Promise<void> => {
  rmSync(join(root, 'environments', id), { recursive: true });
  await pgfleet(fleet, ['synth', '--prune']);
  await commit(fleet.root, `${id} goes`);
  await announce(fleet);
};

const waitForNothing = async ({ id, namespace }: TestEnvironment): Promise<void> => {
  await waitForNoApplication(id, 90);
  await waitFor(`the namespace ${namespace} to go`, 240, async () =>
    when((await find('default', 'namespace', namespace)) === undefined),
  );
};

describe('while the operator is away', () => {
  beforeAll(async () => {
    await operator.stop();
    await remove(stuck);
    await waitFor('the VDB to be deleted', 240, async () =>
      when((await vdbOf(stuck))?.metadata.deletionTimestamp !== undefined),
    );
    // What the commit says of the project as well has arrived: docs/argocd.md.
    await waitFor('the project', 240, async () => {
      const project = await get<{ spec: { destinations: { namespace: string }[] } }>(
        argocdNamespace,
        'appproject',
        fleet.project,
      );
      return when(!project.spec.destinations.some(({ namespace }) => namespace === stuck.namespace));
    });
  });

  test('a VDB that is deleted waits by its finalizer, and with it the Application; namespace, Secret and policies stay', async () => {
    const before = await policies(stuck.namespace);
    expect(before).toBeGreaterThan(2);
    await holdsFor('everything around the VDB', 15, async () => {
      expect((await vdbOf(stuck))?.metadata.finalizers).toContain(vdbFinalizer);
      expect(await staysNamespace(stuck.namespace)).toBe(true);
      expect(await policies(stuck.namespace)).toBe(before);
      expect(await secretKey(stuck.namespace, `${stuck.name}-app`, 'password')).not.toBe('');
      return true;
    });
    const { metadata } = (await application(stuck.id)) ?? {};
    expect(metadata?.deletionTimestamp).toBeDefined();
    expect(metadata?.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
  });

  test('all others are synced: the directory of a Retain one goes and comes back, and its VDB, its action, its Secret and its namespace are the same', async () => {
    const state = async (): Promise<readonly unknown[]> => [
      (await vdbOf(kept))?.metadata.uid,
      (await vdbOf(kept))?.metadata.deletionTimestamp,
      await snapshotsOf(kept),
      (await get<Named>(kept.namespace, 'secret', `${kept.name}-app`)).metadata.uid,
      (await get<Named>('default', 'namespace', kept.namespace)).metadata.uid,
    ];
    const before = await state();
    const hash = await head(fleet.root);
    await remove(kept);
    await waitForNoApplication(kept.id, 90);
    expect(await state()).toEqual(before);
    await restore(fleet.root, hash, join('environments', kept.id));
    await waitForWell(kept.id, await publish('back'), 120);
    expect(await state()).toEqual(before);
  });

  test('its return ends it, and nothing is left', async () => {
    operator = startOperator();
    await waitForNothing(stuck);
    expect(foundByHook.get(stuck.namespace)?.namespaceStays).toBe(true);
  });
});

test('enabled: false takes the server away and keeps the VDB, and the environment is Suspended', async () => {
  const { metadata } = await get<Named>(gone.namespace, vdbKind, gone.name);
  writeValues(gone, values(throwAway, { enabled: false }));
  await publish('switched off');
  await waitForApplication(gone.id, 'Suspended', 120, ({ status }) => status?.health?.status === 'Suspended');
  await waitFor('the server to go', 120, async () =>
    when((await find(gone.namespace, 'pod', vdbServerName(gone.name))) === undefined),
  );
  expect((await vdbOf(gone))?.metadata.uid).toBe(metadata.uid);
});

test('its directory is removed: the VDB goes first, while Secret, policies and namespace are there, then everything, and nothing is left', async () => {
  const before = await policies(gone.namespace);
  await remove(gone);
  await waitForNothing(gone);
  expect(before).toBeGreaterThan(2);
  expect(foundByHook.get(gone.namespace)).toEqual({ namespaceStays: true, policies: before });
});

test('the last resort of docs/vdb.md lets a VDB go without its operator', async () => {
  const namespace = await createNamespace(uniqueNamespace('resort'));
  await applyObjects({
    apiVersion: 'core.delphix.com/v1alpha1',
    kind: 'PostgresVDB',
    metadata: { name: 'orders', namespace, finalizers: [vdbFinalizer] },
    spec: {
      source: { type: 'dct-source', reference: 'x' },
      database: { name: 'shop', user: 'postgres', passwordSecretRef: 'orders-app' },
    },
  });
  await kubectl(['delete', vdbKind, 'orders', '-n', namespace, '--wait=false']);
  const [command = ''] = /^kubectl -n NS patch .*$/m.exec(readFileSync(join(checkout, 'docs/vdb.md'), 'utf8')) ?? [];
  await run('bash', ['-c', command.replace('NS', namespace).replace('VDB', 'orders')]);
  expect(await find(namespace, vdbKind, 'orders')).toBeUndefined();
});
