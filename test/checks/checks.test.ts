import { checkManifests } from '../../lib/checks';
import type { Manifest } from '../../lib/manifest';
import { shortest } from '../defaults/resolved';
import { built, changed, pod } from './manifests';

const found = (manifests: readonly Manifest[]): string[] =>
  checkManifests('environments/orders/values.yaml', manifests).map(({ code, message }) => `${code}: ${message}`);

const configMap = (data: Readonly<Record<string, string>>, name = 'extra'): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const withField = (field: string, value: unknown): Manifest => pod({ [field]: value });

test('what pgfleet builds passes every rule', () => {
  const quota = 'quota: {cpu: 4, memory: 8Gi, storage: 50Gi}\n';
  expect(found(built(`${quota}credentials: {readers: [{namespace: shop, serviceAccount: a}]}\n${shortest}`))).toEqual(
    [],
  );
  expect(found(built(`credentials: {source: existing, secret: login}\n${shortest}`))).toEqual([]);
});

test('a selector must match the labels of its own Pods', () => {
  const broken = changed(built(shortest), 'StatefulSet/postgres', (set) => {
    set.spec.template.metadata.labels['app.kubernetes.io/instance'] = 'other';
  });
  expect(found(broken)).toContain(
    'manifest: StatefulSet/postgres: its selector does not match the labels of its own Pods',
  );
  expect(found(broken)).toContain('manifest: Service/postgres: its selector matches no Pod of this environment');
});

test('a Pod of manifests/ cannot slip behind the Service of the database', () => {
  const manifests = built(shortest);
  const service = manifests.find(({ kind }) => kind === 'Service')?.spec as {
    readonly selector: Record<string, string>;
  };
  const labels = service.selector;
  expect(found([...manifests, pod({}, labels)])).toContain(
    'manifest: Service/postgres: its selector matches the Pods of StatefulSet/postgres and Pod/tool, and would send clients to both',
  );
});

test.each([
  ['StatefulSet', 52],
  ['CronJob', 52],
  ['Job', 63],
  ['Service', 63],
  ['ConfigMap', 240],
])('C21 the name of a %s has at most %d characters', (kind, limit) => {
  const spec = { schedule: '0 2 * * *' };
  const named = (length: number): Manifest => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'n'.repeat(length) },
    spec,
  });
  expect(found([named(limit)])).toEqual([]);
  expect(found([named(limit === 240 ? 254 : limit + 1)])).toContainEqual(
    expect.stringMatching(/^name-too-long: .*Kubernetes allows/),
  );
});

test('C29 a ConfigMap that is too large is refused', () => {
  expect(found([configMap({ a: 'x'.repeat(1024 * 1024 + 1) })])).toEqual([expect.stringMatching(/^file-too-large/)]);
});

test.each([
  ['a key named like a password', configMap({ DB_PASSWORD: 'x' })],
  ['a private key', configMap({ 'a.pem': '-----BEGIN RSA PRIVATE KEY-----\n' })],
  ['a connection string with a password', configMap({ url: 'postgresql://me:hunter2@host/db' })],
  ['a Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { a: 'eA==' } } as Manifest],
  ['an environment variable', withField('env', [{ name: 'PGPASSWORD', value: 'x' }])],
])('C31 %s is a secret in Git', (_, manifest) =>
  expect(found([manifest])).toEqual([expect.stringMatching(/^secret-in-values/)]),
);

test.each([
  ['a file that holds the password', withField('env', [{ name: 'POSTGRES_PASSWORD_FILE', value: '/x' }])],
  [
    'a reference to a Secret',
    withField('env', [{ name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }]),
  ],
  ['an address without a password', configMap({ url: 'postgresql://host:5432/db?user=me@example' })],
  ['a template', configMap({ uri: 'postgresql://$(user):%s@host/db' })],
])('C31 %s is none', (_, manifest) => expect(found([manifest])).toEqual([]));

const vdb = (spec: object): Manifest => ({
  apiVersion: 'core.delphix.com/v1alpha1',
  kind: 'PostgresVDB',
  metadata: { name: 'a' },
  spec,
});

test.each([
  ['the password of a VDB', { database: { password: 'hunter22' } }],
  ['a variable of a hook', { hooks: [{ name: 'a', env: [{ name: 'API_TOKEN', value: 'x' }] }] }],
  ['a connection string in a hook', { hooks: [{ name: 'a', script: 'psql postgresql://me:hunter2@host/db' }] }],
])('%s is a secret in Git', (_, spec) =>
  expect(found([vdb(spec)])).toEqual([expect.stringMatching(/^secret-in-values/)]),
);

test('a hook that names a Secret holds none', () => {
  const env = [{ name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }];
  expect(found([vdb({ database: { passwordSecretRef: 'a' }, hooks: [{ name: 'a', script: 'true', env }] })])).toEqual(
    [],
  );
});

test('a Service beside a VDB leads to Pods that the operator makes, and to none of ours', () => {
  const service = (selector: Readonly<Record<string, string>>): Manifest => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'public' },
    spec: { selector },
  });
  expect(found([vdb({}), service({ app: 'shop' })])).toEqual([]);
  const { metadata, spec } = pod({}, { app: 'shop' });
  const job: Manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'check' },
    spec: { template: { metadata, spec } },
  };
  expect(found([vdb({}), service({ app: 'shop' }), job])).toEqual([
    'manifest: Service/public: its selector matches the Pods of Job/check, and would send clients to them',
  ]);
});

test('a VDB of manifests/ changes nothing for the Services of a database', () =>
  expect(found([...built(shortest), vdb({})])).toEqual([]));

test.each([
  ['resources', {}, 3 - 1],
  ['resources', { requests: { cpu: '1', memory: '1Gi' } }, 1],
  ['securityContext', {}, 4],
  [
    'securityContext',
    { privileged: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'Unconfined' } },
    2,
  ],
])('a container with %s %j is refused with its %d faults', (field, value, count) => {
  const messages = found([withField(field, value)]);
  expect(messages).toHaveLength(count);
  for (const message of messages) expect(message).toMatch(/^manifest: Pod\/tool: the container "tool" /);
});

test('the Pod of a CronJob is judged like any other', () => {
  const jobTemplate = { spec: { template: { spec: { containers: [{ name: 'tool' }] } } } };
  expect(
    found([
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'a' },
        spec: { schedule: '0 2 * * *', jobTemplate },
      },
    ]),
  ).toHaveLength(6);
});

test('an object of manifests/ cannot have the name of ours', () => {
  expect(found([...built(shortest), configMap({}, 'postgres-config')])).toEqual([
    'manifest: ConfigMap/postgres-config: it exists twice: an object in manifests/ has the name of one that pgfleet makes',
  ]);
});
