import { buildEnvironment } from '../../lib/constructs/environment';
import type { External } from '../../lib/defaults/environment';
import { externalEnvironment } from './example-environment';
import { objectsOf } from './find';

interface PodSpec {
  readonly initContainers: readonly [{ readonly env: readonly unknown[] }];
  readonly containers: readonly [{ readonly env: readonly unknown[]; readonly volumeMounts: readonly unknown[] }];
  readonly volumes: readonly unknown[];
}

const podOf = (change: Partial<External> = {}): PodSpec => {
  const env = externalEnvironment();
  const objects = objectsOf({ ...env, external: { ...env.external, ...change } });
  return (
    objects.get('CronJob/erp-check') as never as { spec: { jobTemplate: { spec: { template: { spec: PodSpec } } } } }
  ).spec.jobTemplate.spec.template.spec;
};

test('an environment of a server elsewhere is a namespace, policies and checks', () => {
  expect(objectsOf(externalEnvironment()).keys).toEqual([
    'ConfigMap/erp-check-scripts',
    'ConfigMap/erp-checks',
    'ConfigMap/pgfleet-environment',
    'CronJob/erp-check',
    'CronJob/erp-check-full',
    expect.stringMatching(/^Job\/erp-check-sync-[0-9a-f]{8}$/),
    expect.stringMatching(/^Job\/erp-reports-[0-9a-f]{8}$/),
    'Namespace/postgres-erp',
    'NetworkPolicy/erp-check',
    'NetworkPolicy/erp-default-deny',
    'PersistentVolumeClaim/erp-reports',
    'Role/erp-check',
    'RoleBinding/erp-check',
    'ServiceAccount/erp-check',
  ]);
  for (const { manifest } of buildEnvironment(externalEnvironment()))
    expect(manifest.metadata.labels).not.toHaveProperty(['app.kubernetes.io/version']);
});

test('its record says where the server is, and no version, which is somebody else’s', () => {
  expect(objectsOf(externalEnvironment()).get('ConfigMap/pgfleet-environment').data).toEqual({
    environment: 'erp',
    kind: 'external',
    cluster: 'in-cluster',
    namespace: 'postgres-erp',
    namespaceCreated: 'true',
    deletionPolicy: 'Retain',
    owner: 'team-orders',
    host: 'db.example',
    port: '6432',
    secretName: 'erp-login',
    checkLevel: 'standard',
    description: 'Orders of the shop',
  });
});

test('the check logs in with a user name and a password of the Secret, and starts where they are missing', () => {
  const { initContainers, volumes } = podOf();
  expect(initContainers[0].env).toEqual(
    expect.arrayContaining([
      { name: 'PGHOST', value: 'db.example' },
      { name: 'PGPORT', value: '6432' },
      { name: 'PGUSER', valueFrom: { secretKeyRef: { name: 'erp-login', key: 'user', optional: true } } },
      { name: 'PGSSLMODE', value: 'verify-full' },
      { name: 'PGDATABASE', value: 'erp' },
    ]),
  );
  const names = initContainers[0].env.map((variable) => (variable as { name: string }).name);
  expect(names.filter((name) => /GENERATION|CHECKSUMS|MANAGED|PASSWORD/.test(name))).toEqual([]);
  expect(volumes).toContainEqual({
    name: 'login',
    projected: {
      sources: [{ secret: { name: 'erp-login', items: [{ key: 'pass', path: 'password' }], optional: true } }],
      defaultMode: 0o440,
    },
  });
});

test('the report sees neither, and its Events are about its own Pod', () => {
  const [report] = podOf().containers;
  expect(report.volumeMounts).not.toContainEqual(expect.objectContaining({ mountPath: '/pgfleet/login' }));
  expect(report.volumeMounts).not.toContainEqual(expect.objectContaining({ mountPath: '/pgfleet/tls' }));
  expect(report.env).not.toContainEqual(expect.objectContaining({ name: 'PGFLEET_WORKLOAD' }));
});

test('a private authority is a file, from a ConfigMap or a Secret', () => {
  const ca = (sources: unknown) => ({ name: 'tls', projected: { sources, defaultMode: 0o440 } });
  const items = [{ key: 'root.pem', path: 'ca.crt' }];
  expect(podOf().volumes).toContainEqual(ca([{ configMap: { name: 'erp-ca', items, optional: true } }]));
  const tls = { mode: 'verify-full', ca: { from: 'secret', name: 'erp-ca', key: 'root.pem' } } as const;
  expect(podOf({ tls }).volumes).toContainEqual(ca([{ secret: { name: 'erp-ca', items, optional: true } }]));
  expect(podOf({ tls: { mode: 'require', ca: undefined } }).volumes).not.toContainEqual(
    expect.objectContaining({ name: 'tls' }),
  );
});

test('a check reaches the server by address, names and the API server, and nothing else', () => {
  const env = externalEnvironment({ apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } });
  const egress = (cidrs: readonly string[]) =>
    (
      objectsOf({ ...env, external: { ...env.external, cidrs } }).get('NetworkPolicy/erp-check').spec as {
        egress: readonly unknown[];
      }
    ).egress;
  const port = [{ port: 6432, protocol: 'TCP' }];
  const api = { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] };
  const dns = { ports: [expect.objectContaining({ port: 53 }), expect.objectContaining({ port: 53 })] };
  expect(egress(['192.0.2.10/32'])).toEqual([dns, { to: [{ ipBlock: { cidr: '192.0.2.10/32' } }], ports: port }, api]);
  expect(egress([])).toEqual([dns, { ports: port }, api]);
});
