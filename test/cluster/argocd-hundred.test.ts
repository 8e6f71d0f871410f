import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Values } from '../../lib/config/schema';
import {
  type Application,
  applications,
  applyRoot,
  argocdNamespace,
  deleteFleets,
  type Fleet,
  mergeAll,
  prepareFleet,
} from './harness/argocd';
import { kubectl, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueId } from './harness/namespaces';
import { addEnvironment, createProject, smallDatabase } from './harness/project';
import { waitFor } from './harness/wait';

/** A hundred environments, by the real controllers. A sync window of their project keeps them from becoming a hundred databases. */
useCluster();
afterAll(deleteFleets);

interface Generated extends Application {
  readonly metadata: Application['metadata'] & { readonly ownerReferences?: readonly { readonly kind: string }[] };
  readonly spec: {
    readonly project: string;
    readonly source: Readonly<Record<string, unknown>>;
    readonly destination: Readonly<Record<string, unknown>>;
    readonly syncPolicy: { readonly automated: Readonly<Record<string, unknown>> };
  };
}

interface Expected {
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  readonly deletionPolicy: 'Retain' | 'Delete';
}

const expected: readonly Expected[] = Array.from({ length: 100 }, (_, index) => {
  const id = uniqueId(`hundred-${String(index).padStart(2, '0')}`);
  return {
    id,
    // Some lie elsewhere than their name says.
    namespace: index % 4 === 0 ? `databases-${id}` : `postgres-${id}`,
    owner: `team-${index % 7}`,
    deletionPolicy: index % 3 === 0 ? 'Delete' : 'Retain',
  };
});

const values = ({ owner, deletionPolicy }: Expected): Values => ({
  profile: 'development',
  owner,
  deletionPolicy,
  database: smallDatabase,
});

let fleet: Fleet;
let generated: readonly Generated[];

beforeAll(async () => {
  const [first, ...others] = expected as readonly [Expected, ...Expected[]];
  const { root } = createProject(first.id, first.namespace, values(first));
  for (const one of others) addEnvironment({ root }, one.id, one.namespace, values(one));
  fleet = await prepareFleet(root);
  const file = join(root, 'environments', 'defaults.yaml');
  const defaults = parse(readFileSync(file, 'utf8'));
  const syncWindows = [{ kind: 'deny', schedule: '* * * * *', duration: '24h' }];
  const namespaces = ['postgres-*', 'databases-*'];
  writeFileSync(file, stringify({ ...defaults, argocd: { ...defaults.argocd, namespaces, syncWindows } }));
  await mergeAll(fleet, 'a hundred environments');
});

test('the three objects pass the strict schemas of Argo CD', async () => {
  const folder = join(fleet.root, 'dist', 'argocd');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(files.map((name) => name.split('.')[0]).sort()).toEqual(['AppProject', 'Application', 'ApplicationSet']);
  await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', folder]);
});

test('a field that Argo CD does not know would not pass them', async () => {
  const text = readFileSync(join(fleet.root, 'dist', 'argocd', `ApplicationSet.${fleet.project}.yaml`), 'utf8');
  const input = stringify({ ...parse(text), spec: { ...parse(text).spec, healthChecks: [] } });
  await expect(
    kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'], { input }),
  ).rejects.toThrow('.spec.healthChecks: field not declared in schema');
});

test('the root Application becomes exactly the hundred Applications', async () => {
  const begin = Date.now();
  await applyRoot(fleet);
  generated = await waitFor('a hundred Applications', 240, async () => {
    const found = (await applications(fleet)) as readonly Generated[];
    if (found.length < 100) throw new Error(`there are ${found.length}`);
    return found;
  });
  process.stderr.write(`      from the root Application to a hundred: ${Math.round((Date.now() - begin) / 1000)} s\n`);
  const names = generated.map(({ metadata }) => metadata.name).sort();
  expect(names).toEqual(expected.map(({ id }) => id).sort());
});

test.each(expected)('$id goes to $namespace, and with it what its deletionPolicy $deletionPolicy says', (one) => {
  const { metadata, spec } = generated.find(({ metadata: { name } }) => name === one.id) as Generated;
  expect({
    owner: metadata.labels?.['pgfleet.dev/owner'],
    finalizers: metadata.finalizers,
    madeBy: metadata.ownerReferences?.map(({ kind }) => kind),
    project: spec.project,
    source: spec.source,
    destination: spec.destination,
    automated: spec.syncPolicy.automated,
  }).toEqual({
    owner: one.owner,
    finalizers: one.deletionPolicy === 'Delete' ? ['resources-finalizer.argocd.argoproj.io'] : undefined,
    madeBy: ['ApplicationSet'],
    project: fleet.project,
    source: { repoURL: `file://${fleet.root}`, targetRevision: 'main', path: `dist/${one.id}` },
    destination: { name: 'in-cluster', namespace: one.namespace },
    automated: expect.objectContaining({ prune: true, selfHeal: true }),
  });
});

test('the sync window holds: all of them are compared, and none is synced', async () => {
  await waitFor('every Application to be OutOfSync', 240, async () => {
    const waiting = (await applications(fleet)).filter(({ status }) => status?.sync?.status !== 'OutOfSync');
    if (waiting.length > 0) throw new Error(`${waiting.length} are not`);
    return true;
  });
  expect((await applications(fleet)).filter(({ status }) => status?.operationState !== undefined)).toEqual([]);
  const namespaces = await list<{ readonly metadata: { readonly name: string } }>(argocdNamespace, 'namespace');
  const ours = new Set(expected.map(({ namespace }) => namespace));
  expect(namespaces.filter(({ metadata }) => ours.has(metadata.name))).toEqual([]);
});
