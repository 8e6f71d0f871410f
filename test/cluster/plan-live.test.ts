import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const planned = async (before: readonly Manifest[], after: readonly Manifest[]) => {
  for (const [side, items] of [
    ['from', before],
    ['to', after],
  ] as const) {
    mkdirSync(join(folder, side), { recursive: true });
    const documents = items.map((one) => JSON.stringify(one)).join('\n---\n');
    writeFileSync(join(folder, side, 'all.yaml'), `${documents}\n`);
  }
  const args = ['plan', '--cluster', '--from', 'from', '--to', 'to', '-o', 'json'];
  const { changes } = JSON.parse(await pgfleet({ root: folder }, args));
  return (changes as readonly PlannedChange[]).map(
    ({ object, code, unknown }) => `${object.name} ${code}${unknown === undefined ? '' : ' unknown'}`,
  );
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
  for (const { metadata } of before)
    await waitFor(`${metadata.name} bound`, 60, async () => {
      const live = await find<{ readonly status: { readonly phase?: string } }>(namespace, 'pvc', metadata.name);
      return when(live?.status.phase === 'Bound');
    });

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
