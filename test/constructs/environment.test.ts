import { App } from 'cdk8s';
import { buildEnvironment, EnvironmentChart } from '../../lib/constructs/environment';
import { exampleEnvironment, noBackup } from './example-environment';
import { objectsOf } from './find';

test('an environment consists of exactly these objects', () => {
  expect(objectsOf(exampleEnvironment()).keys).toEqual([
    'ConfigMap/pgfleet-environment',
    'ConfigMap/postgres-backup',
    'ConfigMap/postgres-config',
    'ConfigMap/postgres-credentials',
    'ConfigMap/postgres-scripts',
    'CronJob/postgres-backup-full',
    'CronJob/postgres-backup-incr',
    'CronJob/postgres-drill',
    'CronJob/postgres-verify',
    expect.stringMatching(/^Job\/postgres-backup-initial-[0-9a-f]{8}$/),
    expect.stringMatching(/^Job\/postgres-credentials-[0-9a-f]{8}$/),
    'Namespace/postgres-orders',
    'NetworkPolicy/postgres-backup',
    'NetworkPolicy/postgres-credentials',
    'NetworkPolicy/postgres-database',
    'NetworkPolicy/postgres-default-deny',
    'NetworkPolicy/postgres-drill',
    'PersistentVolumeClaim/postgres-data-1',
    'Role/postgres-credentials',
    'RoleBinding/postgres-credentials',
    'Service/postgres',
    'Service/postgres-headless',
    'ServiceAccount/postgres',
    'ServiceAccount/postgres-backup',
    'ServiceAccount/postgres-credentials',
    'StatefulSet/postgres',
  ]);
});

test('without backups nothing is left of them', () => {
  const keys = objectsOf(exampleEnvironment({ backup: noBackup })).keys;
  expect(keys.filter((key) => /backup|drill|verify|repository|CronJob/.test(key))).toEqual([]);
});

test('the objects are those that cdk8s itself would print: nothing is dropped, nothing added', () => {
  const env = exampleEnvironment(
    { quota: { cpu: '4', memory: '8Gi', storage: '50Gi' }, imagePullSecrets: ['registry'] },
    { initSql: [{ name: 'schema.sql', text: 'select 1;\n' }] },
  );
  expect(buildEnvironment(env).map(({ manifest }) => manifest)).toEqual(new EnvironmentChart(new App(), env).toJson());
});

test('every object carries the common labels, a comment, and the namespace where it has one', () => {
  for (const { manifest, comment } of buildEnvironment(exampleEnvironment())) {
    expect(manifest.metadata.labels).toMatchObject({
      'app.kubernetes.io/instance': 'orders',
      'app.kubernetes.io/managed-by': 'pgfleet',
      'backstage.io/kubernetes-id': 'orders',
      'cost-center': '4711',
      'pgfleet.dev/owner': 'team-orders',
    });
    expect(comment).toMatch(/\w/);
    expect(manifest.metadata.namespace).toBe(manifest.kind === 'Namespace' ? undefined : 'postgres-orders');
  }
});

test('the same environment gives the same objects', () => {
  expect(buildEnvironment(exampleEnvironment())).toEqual(buildEnvironment(exampleEnvironment()));
});

test('a foreign namespace gets no Namespace, quota or Pod Security label, and policies select our Pods only', () => {
  const objects = objectsOf(
    exampleEnvironment({
      namespace: { name: 'shop', create: false },
      quota: { cpu: '4', memory: undefined, storage: undefined },
    }),
  );
  expect(objects.kinds).not.toContain('Namespace');
  expect(objects.kinds).not.toContain('ResourceQuota');
  expect(objects.kinds).not.toContain('LimitRange');
  expect(objects.get('NetworkPolicy/postgres-default-deny')).toMatchObject({
    spec: {
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/instance': 'orders' },
      },
    },
  });
});

test("a user's own object gets the namespace and the labels, and keeps its own", () => {
  const objects = objectsOf(
    exampleEnvironment({
      manifests: [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', labels: { a: 'b' } }, data: { x: 'y' } },
      ],
    }),
  );
  expect(objects.get('ConfigMap/mine')).toMatchObject({
    metadata: { namespace: 'postgres-orders', labels: { a: 'b', 'app.kubernetes.io/instance': 'orders' } },
    data: { x: 'y' },
  });
});
