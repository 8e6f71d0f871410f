import type { DatabaseEnvironment, Environment } from '../../lib/defaults/environment';
import type { Manifest } from '../../lib/manifest';
import {
  bootstrap,
  certManagerTls,
  checks,
  exampleEnvironment,
  externalEnvironment,
  noBackup,
  pgDump,
  volumeRepository,
} from './example-environment';
import { objectsOf } from './find';

const wave = 'argocd.argoproj.io/sync-wave';
const sync = 'argocd.argoproj.io/sync-options';
const compare = 'argocd.argoproj.io/compare-options';

/** Every object that there may be, twice: of an environment with backups on a volume, and of one with other people's operators. */
const everything = (change: Partial<DatabaseEnvironment> = {}): readonly Environment[] => [
  exampleEnvironment(
    {
      checks,
      bootstrap,
      backup: { ...pgDump, repositories: [volumeRepository] },
      quota: { cpu: '4', memory: '8Gi', storage: '50Gi' },
      publicAccess: { sourceRanges: ['192.0.2.0/24'], annotations: { 'example.com/a': 'b' } },
      scheduling: { ...exampleEnvironment().scheduling, drain: 'block' },
      ...change,
    },
    {
      initSql: [{ name: 'schema.sql', text: 'select 1;\n' }],
      storage: { ...exampleEnvironment().database.storage, walSize: '5Gi', walSizeBytes: 5 * 1024 ** 3 },
    },
  ),
  exampleEnvironment({ tls: certManagerTls, ...change }),
];

const all = (environments: readonly Environment[]): ReadonlyMap<string, Manifest> =>
  new Map(
    environments.flatMap((env) => {
      const objects = objectsOf(env);
      return objects.keys.map((key) => [key.replace(/-[0-9a-f]{8}$/, ''), objects.get(key)] as const);
    }),
  );
const annotated = (environments: readonly Environment[], name: string): Readonly<Record<string, readonly string[]>> => {
  const rows: Record<string, readonly string[]> = {};
  for (const [key, { metadata }] of all(environments)) {
    const value = metadata.annotations?.[name];
    if (value !== undefined) rows[value] = [...(rows[value] ?? []), key];
  }
  return rows;
};

test('what stands before a Pod comes first, and is of kinds that have no health to wait for', () => {
  const rows = annotated(everything(), wave);
  expect(Object.keys(rows)).toEqual(['-1']);
  const kinds = new Set(rows['-1']?.map((key) => key.replace(/\/.*/, '')));
  expect([...kinds].sort()).toEqual([
    'LimitRange',
    'Namespace',
    'NetworkPolicy',
    'ResourceQuota',
    'Role',
    'RoleBinding',
    'ServiceAccount',
  ]);
});

test('there is no hook: with one, Argo CD waits for the last wave as well', () => {
  const names = [...all([...everything(), externalEnvironment()]).values()].flatMap(({ metadata }) =>
    Object.keys(metadata.annotations ?? {}),
  );
  expect(names.filter((name) => name.includes('hook'))).toEqual([]);
});

test('nothing of Argo CD is in a template: it would restart Pods', () => {
  const specs = [...all(everything()).values()].map((manifest) => JSON.stringify({ ...manifest, metadata: {} }));
  expect(specs.filter((text) => text.includes('argocd.argoproj.io'))).toEqual([]);
});

test('under Retain exactly this outlives its file and the Application', () => {
  expect(annotated(everything(), sync)).toEqual({
    'Prune=false,Delete=false': [
      'ConfigMap/postgres-config',
      'ConfigMap/postgres-scripts',
      'Namespace/postgres-orders',
      'NetworkPolicy/postgres-database',
      'NetworkPolicy/postgres-default-deny',
      'PersistentVolumeClaim/postgres-data-1',
      'PersistentVolumeClaim/postgres-reports',
      'PersistentVolumeClaim/postgres-repository',
      'PersistentVolumeClaim/postgres-wal-1',
      'Service/postgres',
      'Service/postgres-headless',
      'ServiceAccount/postgres',
      'StatefulSet/postgres',
    ],
    'Delete=false': [
      'ConfigMap/postgres-backup',
      'ConfigMap/postgres-bootstrap',
      'ConfigMap/postgres-init-sql',
      'Service/postgres-public',
      'Certificate/postgres-backup-tls',
      'Certificate/postgres-tls',
    ],
  });
});

test('what a value may take away under Retain does not leave the Application out of sync for ever', () => {
  const guarded = annotated(everything(), sync)['Prune=false,Delete=false'] ?? [];
  const quiet = annotated(everything(), compare).IgnoreExtraneous ?? [];
  expect(guarded.filter((key) => !quiet.includes(key) && !/^(StatefulSet|Service|ServiceAccount)\//.test(key))).toEqual(
    [
      'ConfigMap/postgres-config',
      'ConfigMap/postgres-scripts',
      'NetworkPolicy/postgres-database',
      'NetworkPolicy/postgres-default-deny',
    ],
  );
  const least = objectsOf(exampleEnvironment({ backup: noBackup })).keys;
  expect(guarded.filter((key) => !quiet.includes(key) && !least.includes(key))).toEqual([]);
});

test('the Secret of a SealedSecret would go with it', () => {
  const credentials = {
    source: 'sealedSecret',
    secret: 'postgres-app',
    passwordKey: 'password',
    encryptedPassword: 'x',
    readers: [],
  } as const;
  const annotations = (deletionPolicy: 'Retain' | 'Delete') =>
    objectsOf(exampleEnvironment({ credentials, deletionPolicy })).get('SealedSecret/postgres-app').metadata
      .annotations;
  expect(annotations('Retain')).toEqual({ [sync]: 'Prune=false,Delete=false', [compare]: 'IgnoreExtraneous' });
  expect(annotations('Delete')).toBeUndefined();
});

test('under Delete everything goes with the Application, and a claim not before', () => {
  const environments = everything({ deletionPolicy: 'Delete' });
  const claims = [...all(environments).keys()].filter((key) => key.startsWith('PersistentVolumeClaim/'));
  expect(annotated(environments, sync)).toEqual({ 'Prune=false': claims });
  expect(annotated(environments, compare)).toEqual({ IgnoreExtraneous: claims });
});

test('annotations of values.yaml stay beside those of Argo CD', () => {
  const serviceAccount = { annotations: { 'example.com/role': 'x' }, podLabels: {} };
  expect(objectsOf(exampleEnvironment({ serviceAccount })).get('ServiceAccount/postgres').metadata.annotations).toEqual(
    { 'example.com/role': 'x', [sync]: 'Prune=false,Delete=false', [wave]: '-1' },
  );
});

test("a user's own object keeps what its author wrote", () => {
  const claim = (annotations?: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'mine', ...(annotations === undefined ? {} : { annotations }) },
  });
  const metadata = (manifest: Manifest) =>
    objectsOf(exampleEnvironment({ manifests: [manifest] })).get('PersistentVolumeClaim/mine').metadata;
  expect(metadata(claim())).not.toHaveProperty('annotations');
  expect(metadata(claim({ [wave]: '5' })).annotations).toEqual({ [wave]: '5' });
});

test('no Job of dist/ removes itself: Argo CD would make it anew', () => {
  const jobs = [...all([...everything(), exampleEnvironment(), externalEnvironment()]).values()].filter(
    ({ kind }) => kind === 'Job',
  );
  expect(jobs.map(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8}$/, ''))).toEqual(
    expect.arrayContaining(['postgres-check-sync', 'postgres-repository', 'postgres-reports', 'postgres-credentials']),
  );
  for (const { spec } of jobs) {
    expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(spec).toHaveProperty('activeDeadlineSeconds');
  }
});

describe('a Job that failed is made anew by what repairs it', () => {
  const credentials = (env: Environment) =>
    objectsOf(env).keys.find((key) => key.startsWith('Job/postgres-credentials'));
  test.each([
    ['the image', { images: { postgres: 'a', tools: 'b' } }],
    ['the address of the API server', { apiServer: { cidrs: ['192.0.2.1/32'], ports: [6443] } }],
    ['a quota', { quota: { cpu: '4', memory: undefined, storage: undefined } }],
  ])('%s', (_, change) => {
    expect(credentials(exampleEnvironment(change))).not.toBe(credentials(exampleEnvironment()));
  });

  test('and nothing else', () => {
    expect(credentials(exampleEnvironment({ checks, backup: noBackup }))).toBe(
      credentials(exampleEnvironment({ backup: noBackup })),
    );
  });
});

test('the volume of dumps has a Pod that opens it, and none waits for one that nobody runs', () => {
  const opener = (change: Partial<DatabaseEnvironment>) =>
    objectsOf(exampleEnvironment(change)).keys.filter((key) => key.startsWith('Job/postgres-repository-'));
  const backup = { ...pgDump, repositories: [volumeRepository] };
  expect(opener({ backup })).toHaveLength(1);
  expect(opener({ backup, suspended: true })).toEqual([]);
  expect(opener({ backup: pgDump })).toEqual([]);
});
