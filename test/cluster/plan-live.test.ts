import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../lib/manifest';
import type { PlannedChange } from '../../lib/plan/change';
import { applyObjects, find, list, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { pgfleet } from './harness/project';
import { waitFor, when } from './harness/wait';

useCluster();

const folder = mkdtempSync(join(tmpdir(), 'pgfleet-plan-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface StorageClass {
  readonly metadata: { readonly name: string };
  readonly allowVolumeExpansion?: boolean;
}

const claim = (namespace: string, name: string, storageClassName: string, storage: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
  spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
});

const bound = async (...claims: readonly Manifest[]): Promise<void> => {
  for (const { metadata } of claims)
    await waitFor(`${metadata.name} bound`, 60, async () => {
      const live = await find<{ readonly status: { readonly phase?: string } }>(
        metadata.namespace ?? '',
        'pvc',
        metadata.name,
      );
      return when(live?.status.phase === 'Bound');
    });
};

const place = (root: string, path: string, ...items: readonly object[]): void => {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), `${items.map((one) => JSON.stringify(one)).join('\n---\n')}\n`);
};

const said = (printed: string): readonly string[] =>
  (JSON.parse(printed).changes as readonly PlannedChange[]).map(
    ({ object, code, unknown }) => `${object.name} ${code}${unknown === undefined ? '' : ' unknown'}`,
  );

const planned = async (before: readonly Manifest[], after: readonly Manifest[]) => {
  place(folder, 'from/all.yaml', ...before);
  place(folder, 'to/all.yaml', ...after);
  return said(await pgfleet({ root: folder }, ['plan', '--cluster', '--from', 'from', '--to', 'to', '-o', 'json']));
};

test('plan --cluster knows which claim grows, which is refused, and which the live annotation keeps', async () => {
  const namespace = await createNamespace(uniqueNamespace('plan-live'));
  const classes = await list<StorageClass>('default', 'storageclass');
  const named = (grows: boolean): string =>
    classes.find(({ allowVolumeExpansion }) => (allowVolumeExpansion === true) === grows)?.metadata.name ?? '';
  const [growing, fixed] = [named(true), named(false)];
  const all = (size: string) => [claim(namespace, 'grows', growing, size), claim(namespace, 'stays', fixed, size)];
  const gone = claim(namespace, 'gone', growing, '1Mi');
  const kept = claim(namespace, 'kept', growing, '1Mi');
  const before = [...all('1Mi'), gone, kept];
  await applyObjects(...before);
  const guard = 'argocd.argoproj.io/sync-options=Prune=false';
  expect((await tryKubectl(['annotate', 'pvc', 'kept', '-n', namespace, guard])).code).toBe(0);
  await bound(...before);

  expect(await planned(before, all('2Mi'))).toEqual([
    'gone claim-deleted',
    'kept data-orphaned',
    'stays claim-cannot-grow',
    'grows claim-grows',
  ]);

  const applied = await Promise.all(
    all('2Mi').map((one) => tryKubectl(['apply', '-f', '-'], { input: JSON.stringify(one) })),
  );
  expect(applied.map(({ code }) => code === 0)).toEqual([true, false]);
});

test('of an environment that goes the finalizer of its live Application decides, not what Git says of it', async () => {
  const namespace = await createNamespace(uniqueNamespace('plan-live'));
  const root = join(folder, 'fleet');
  const gone = claim(namespace, 'data', 'standard', '1Mi');
  const metadata = { name: 'pgfleet-environment', namespace };
  const data = { environment: 'orders', cluster: 'in-cluster', namespace, deletionPolicy: 'Retain' };
  const record: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  // In a namespace that Argo CD does not look at.
  const application = (...finalizers: readonly string[]): Manifest => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'orders', namespace, finalizers },
    spec: {
      project: 'default',
      destination: { name: 'in-cluster', namespace },
      source: { repoURL: 'https://git.example/fleet.git', path: 'dist/orders', targetRevision: 'main' },
    },
  });
  place(root, 'environments/defaults.yaml', { argocd: { repoURL: 'https://git.example/fleet.git', namespace } });
  place(root, 'environments/orders/values.yaml', { description: 'orders' });
  place(root, 'dist/orders/ConfigMap.pgfleet-environment.yaml', record);
  place(root, 'dist/orders/PersistentVolumeClaim.data.yaml', gone);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], { cwd: root });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'orders');
  for (const directory of ['environments', 'dist']) rmSync(join(root, directory, 'orders'), { recursive: true });
  const plan = async () => said(await pgfleet({ root }, ['plan', '--cluster', '--base', 'HEAD', '-o', 'json']));

  await applyObjects(record, gone, application('resources-finalizer.argocd.argoproj.io'));
  await bound(gone);
  expect(await plan()).toEqual(['data claim-deleted', 'pgfleet-environment object-deleted']);
  await applyObjects(application());
  expect(await plan()).toEqual(['data data-orphaned', 'pgfleet-environment object-abandoned']);
});
