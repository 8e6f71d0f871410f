import type { DatabaseEnvironment, Peer, Repository } from '../../lib/defaults/environment';
import {
  bootstrap,
  checks,
  exampleEnvironment,
  noBackup,
  pgBackRest,
  pgDump,
  s3Repository,
  volumeRepository,
} from './example-environment';
import { objectsOf } from './find';

const from = (accessFrom: readonly Peer[]): unknown =>
  (
    objectsOf(exampleEnvironment({ accessFrom })).get('NetworkPolicy/postgres-database').spec as {
      ingress: { from: unknown }[];
    }
  ).ingress[0]?.from;

test('everything is denied both ways before anything is allowed', () => {
  expect(objectsOf(exampleEnvironment()).get('NetworkPolicy/postgres-default-deny')).toMatchObject({
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
});

test.each<[string, Peer, unknown]>([
  ['Pods of the same namespace', {}, { podSelector: {} }],
  [
    'a namespace by name',
    { namespace: 'shop' },
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
  ],
  [
    'Pods of namespaces by label',
    { namespaceLabels: { team: 'shop' }, podLabels: { tier: 'backend' } },
    { namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: { matchLabels: { tier: 'backend' } } },
  ],
  [
    'Pods by label in the same namespace',
    { podLabels: { tier: 'backend' } },
    { podSelector: { matchLabels: { tier: 'backend' } } },
  ],
  ['a range of addresses', { cidr: '10.1.0.0/16' }, { ipBlock: { cidr: '10.1.0.0/16' } }],
])('access from %s', (_, peer, expected) => {
  expect(from([peer])).toEqual([expected]);
});

const s3 = (env: Partial<DatabaseEnvironment>, policy = 'database') =>
  (
    objectsOf(exampleEnvironment(env)).get(`NetworkPolicy/postgres-${policy}`).spec as {
      egress?: { to?: unknown; ports: { port: number }[] }[];
    }
  ).egress;
const dns = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};
const port = (number: number) => [{ port: number, protocol: 'TCP' }];
const component = (name: string) => ({
  podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/component': name }) },
});

test.each<[string, Partial<DatabaseEnvironment>, unknown]>([
  ['any address on its port', {}, { ports: port(9000) }],
  [
    'ranges of addresses',
    { s3: { cidrs: ['10.2.0.0/16'], namespace: undefined, podPort: undefined } },
    { to: [{ ipBlock: { cidr: '10.2.0.0/16' } }], ports: port(9000) },
  ],
  [
    'Pods of a namespace, on the port of the Pods',
    { s3: { cidrs: ['10.2.0.0/16'], namespace: 'storage', podPort: 9443 } },
    {
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'storage' } } }],
      ports: port(9443),
    },
  ],
])('the repository is %s', (_, env, expected) => {
  expect(s3(env)).toEqual([dns, expected]);
  expect(s3(env, 'drill')).toEqual([dns, expected]);
});

test('with workload identity the way to whoever gives out keys is open as well', () => {
  const backup = { ...pgBackRest, repositories: [{ ...s3Repository, keys: undefined } as Repository] };
  const ranges = { cidrs: ['10.2.0.0/16'], namespace: undefined, podPort: undefined };
  expect(s3({ backup, s3: ranges })?.[2]).toEqual({ ports: port(443) });
  expect(s3({ s3: ranges })).toHaveLength(2);
});

test('the Jobs of backups reach the database, its backup server and the repository', () => {
  expect(s3({}, 'backup')).toEqual([
    dns,
    { ports: port(9000) },
    { to: [component('database')], ports: [...port(5432), ...port(8432)] },
  ]);
  expect(objectsOf(exampleEnvironment()).get('NetworkPolicy/postgres-database')).toMatchObject({
    spec: { ingress: [{}, { from: [component('backup')], ports: [...port(5432), ...port(8432)] }] },
  });
});

test('a dump reaches PostgreSQL only, and the database itself calls nobody', () => {
  expect(s3({ backup: pgDump })).toBeUndefined();
  expect(s3({ backup: pgDump }, 'backup')?.at(-1)).toEqual({ to: [component('database')], ports: port(5432) });
});

test('a check reaches PostgreSQL only, never the backup server; its report reaches the API server', () => {
  const env = { checks, apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } };
  expect(s3(env, 'check')).toEqual([
    dns,
    { to: [component('database')], ports: port(5432) },
    { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: port(6443) },
  ]);
  expect(objectsOf(exampleEnvironment(env)).get('NetworkPolicy/postgres-database')).toMatchObject({
    spec: { ingress: [{}, { from: [component('backup')] }, { from: [component('check')], ports: port(5432) }] },
  });
});

test('a repository on a volume needs no way out but names, and a drill needs none', () => {
  const backup = { ...pgBackRest, repositories: [volumeRepository] };
  expect(s3({ backup })).toBeUndefined();
  expect(s3({ backup }, 'backup')).toEqual([dns, expect.objectContaining({ to: [component('database')] })]);
  expect(objectsOf(exampleEnvironment({ backup })).keys).not.toContain('NetworkPolicy/postgres-drill');
});

test('a restore from elsewhere opens the way to its source, also without backups', () => {
  expect(s3({ backup: noBackup, bootstrap })).toEqual([dns, { ports: port(9000) }]);
});

test('what is restored may lie elsewhere than where network.s3 says that backups are', () => {
  const inside = { cidrs: [], namespace: 'storage', podPort: 9443 };
  const old = { ...s3Repository, endpoint: 's3.example.com', port: 443 } as Repository;
  expect(s3({ s3: inside, bootstrap: { ...bootstrap, repository: old } })).toEqual([
    dns,
    { to: [expect.objectContaining({ namespaceSelector: expect.anything() })], ports: port(9443) },
    { ports: port(443) },
  ]);
  expect(s3({ s3: inside, bootstrap })).toHaveLength(2);
});

test('clients of the public Service come by its ranges', () => {
  const publicAccess = { sourceRanges: ['203.0.113.0/24'], annotations: {} };
  expect(objectsOf(exampleEnvironment({ publicAccess })).get('NetworkPolicy/postgres-database')).toMatchObject({
    spec: { ingress: [{ from: [{ podSelector: {} }, { ipBlock: { cidr: '203.0.113.0/24' } }] }, {}] },
  });
});

test('the Job that generates credentials reaches the API server, and only where it lives', () => {
  const objects = objectsOf(exampleEnvironment({ apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } }));
  expect(objects.get('NetworkPolicy/postgres-credentials')).toMatchObject({
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'credentials' } },
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    },
  });
});
