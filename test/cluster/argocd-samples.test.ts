import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import {
  type Application,
  applications,
  applyRoot,
  deleteFleets,
  describe as describeApplication,
  type Fleet,
  isWell,
  mergeAll,
  prepareFleet,
  registerCluster,
} from './harness/argocd';
import { samples } from './harness/checkout';
import { applyObjects, kubectl, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueId, uniqueNamespace } from './harness/namespaces';
import { authority, createAuthority, createBootstrapKeys, createKeys } from './harness/object-storage';
import { type Pod, restarts } from './harness/pod';
import { copySamples } from './harness/project';
import { finishVdbs, startVdbOperator, type VdbOperator } from './harness/vdb-operator';
import { holdsFor, waitFor } from './harness/wait';

useCluster();

/** After everything is well, this long nothing may move. */
const quietSeconds = 300;
const betweenLooksMs = 5000;

/** What is made from the backups of another sample comes after its first one. */
const copies: Readonly<Record<string, string>> = { preview: 'production' };

let fleet: Fleet;
let revision: string;
let operator: VdbOperator;
/** Namespaces by sample. */
const places = new Map<string, string>();
/** Seconds from the commit to the first look at which an environment was Synced and Healthy. */
const took = new Map<string, number>();

/** Beside the file that applies the same samples with kubectl: in namespaces of its own. */
const useOwnNamespace = (root: string, id: string): string => {
  const file = join(root, 'environments', id, 'values.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  const namespace = uniqueNamespace(id);
  const foreign = document.hasIn(['namespace', 'name']);
  document.setIn(foreign ? ['namespace', 'name'] : ['namespace'], namespace);
  writeFileSync(file, document.toString());
  return namespace;
};

/** What the documentation asks of a person before: Secrets of S3, of a restore, and of a server elsewhere. */
const prepareNamespace = async (id: string, namespace: string): Promise<void> => {
  await createNamespace(namespace);
  await createKeys(namespace);
  await createAuthority(namespace);
  if (id === 'preview') await createBootstrapKeys(namespace);
  if (id === 'erp')
    await applyObjects(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'erp-login', namespace },
        stringData: { username: 'checks', password: 'of a server that is not there' },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'erp-ca', namespace },
        data: { 'ca.crt': authority() },
      },
    );
};

beforeAll(async () => {
  const root = copySamples();
  fleet = await prepareFleet(root, await registerCluster(uniqueId('run')));
  for (const id of samples()) {
    const namespace = useOwnNamespace(root, id);
    places.set(id, namespace);
    await prepareNamespace(id, namespace);
  }
  operator = startVdbOperator({ namespaces: [...places.values()] });
  revision = await mergeAll(fleet, 'all samples');
  const start = Date.now();
  await applyRoot(fleet);
  const wanted = samples();
  await waitFor('every sample to be Synced and Healthy', 600, async () => {
    const found = await applications(fleet);
    for (const one of found)
      if (isWell(one, revision) && !took.has(one.metadata.name))
        took.set(one.metadata.name, (Date.now() - start) / 1000);
    const missing = wanted.filter((id) => !took.has(id));
    if (missing.length === 0) return true;
    throw new Error(
      missing
        .map((id) => found.find(({ metadata }) => metadata.name === id))
        .map((one) => (one === undefined ? 'no Application yet' : describeApplication(one)))
        .join('\n'),
    );
  });
});

afterAll(async () => {
  await deleteFleets();
  await finishVdbs(operator, [...places.values()]);
});

test('every sample is Synced and Healthy in less than five minutes from the commit', () => {
  const lines = [...took].map(([id, seconds]) => `${seconds.toFixed(0).padStart(7)}  ${id}`);
  process.stderr.write(`${['seconds from the commit to Synced and Healthy:', ...lines].join('\n')}\n`);
  expect([...took.keys()].sort()).toEqual(samples());
  const own = [...took].map(([id, seconds]) => [id, seconds - (took.get(copies[id] ?? '') ?? 0)] as const);
  expect(own.filter(([, seconds]) => seconds >= 300)).toEqual([]);
});

test.each(samples().filter((id) => id.startsWith('vdb-')))(
  'the API server finds no field in %s that it does not know',
  async (id) => {
    const strict = ['apply', '--dry-run=server', '--validate=strict', '-f', join('dist', id)];
    const printed = await kubectl(strict, { cwd: fleet.root });
    expect(printed).toMatch(/^postgresvdb\.core\.delphix\.com\/\S+ (configured|unchanged) \(server dry run\)$/m);
  },
);

interface Owned extends Pod {
  readonly kind: string;
  readonly metadata: Pod['metadata'] & {
    readonly namespace: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
}

/** Jobs that Argo CD made, and Pods of the databases with their restarts. */
const workloads = async (): Promise<readonly string[]> => {
  const found = await list<Owned>('default', 'job,pod', '--all-namespaces', '-l', 'app.kubernetes.io/part-of=pgfleet');
  return found
    .filter(({ metadata }) => metadata.namespace.startsWith(uniqueNamespace('').split('--')[0] ?? ''))
    .filter(
      ({ kind, metadata }) => (metadata.ownerReferences?.[0]?.kind ?? '') === (kind === 'Job' ? '' : 'StatefulSet'),
    )
    .map((one) =>
      [
        one.kind,
        one.metadata.namespace,
        one.metadata.name,
        one.metadata.uid,
        one.kind === 'Pod' ? restarts(one) : '',
      ].join(' '),
    )
    .sort();
};

const state = ({ metadata, status }: Application): string =>
  [metadata.name, metadata.uid, status?.sync?.status, status?.health?.status, status?.operationState?.startedAt].join(
    ' ',
  );

test('then nothing moves: no drift, no further operation, no Job again, no restart', async () => {
  const look = async (): Promise<readonly string[]> => [
    ...(await applications(fleet)).map(state),
    ...(await workloads()),
  ];
  const before = await look();
  expect(before.length).toBeGreaterThan(2 * samples().length);
  const unchanged = async (): Promise<boolean> => {
    expect(await look()).toEqual(before);
    return true;
  };
  await holdsFor('quiet', quietSeconds, unchanged, betweenLooksMs);
});
