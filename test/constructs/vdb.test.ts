import { checkManifests } from '../../lib/checks';
import { buildEnvironment } from '../../lib/constructs/environment';
import type { Vdb, VdbEnvironment } from '../../lib/defaults/environment';
import { vdbEnvironment } from './example-environment';
import { objectsOf } from './find';

const specOf = (vdb: Partial<Vdb> = {}, change: Partial<VdbEnvironment> = {}): Readonly<Record<string, unknown>> =>
  objectsOf(vdbEnvironment(change, vdb)).get('PostgresVDB/orders').spec;
const sync = 'argocd.argoproj.io/sync-options';
const notOurs = {
  matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'NotIn', values: ['check', 'credentials'] }],
};

test('an environment of a VDB is one object for the operator, and what stands around it', () => {
  expect(objectsOf(vdbEnvironment()).keys).toEqual([
    'ConfigMap/orders-check-scripts',
    'ConfigMap/orders-checks',
    'ConfigMap/orders-credentials',
    'ConfigMap/orders-credentials-scripts',
    'ConfigMap/pgfleet-environment',
    'CronJob/orders-check',
    'CronJob/orders-check-full',
    expect.stringMatching(/^Job\/orders-check-sync-[0-9a-f]{8}$/),
    expect.stringMatching(/^Job\/orders-credentials-[0-9a-f]{8}$/),
    expect.stringMatching(/^Job\/orders-reports-[0-9a-f]{8}$/),
    'Namespace/postgres-vdbs-orders',
    'NetworkPolicy/orders-check',
    'NetworkPolicy/orders-credentials',
    'NetworkPolicy/orders-database',
    'NetworkPolicy/orders-default-deny',
    'NetworkPolicy/orders-operator',
    'PersistentVolumeClaim/orders-reports',
    'PostgresVDB/orders',
    'Role/orders-check',
    'Role/orders-credentials',
    'RoleBinding/orders-check',
    'RoleBinding/orders-credentials',
    'ServiceAccount/orders-check',
    'ServiceAccount/orders-credentials',
  ]);
});

test('it writes out every field that has a default, under the names of the vendor', () => {
  expect(specOf()).toEqual({
    source: { type: 'dct-source', reference: '10.0.1.54:largedb' },
    database: { name: 'shop', user: 'postgres', passwordSecretRef: 'orders-app' },
    enabled: true,
    mode: 'Primary',
    port: 6432,
    image: 'postgres:16.9',
    mountPath: '/mnt/postgres',
    OwnershipSpec: '999:999',
    errorBackoffPeriod: '5m',
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
  });
});

test('what is not said is left to the operator', () => {
  expect(Object.keys(specOf({ image: undefined }))).not.toContain('image');
  expect(specOf({ source: { type: 'pvc-clone', reference: 'a', namespace: 'b' } }).source).toEqual({
    type: 'pvc-clone',
    reference: 'a',
    namespace: 'b',
  });
  expect(specOf({ limits: { cpu: '1', memory: '1Gi' } }).resources).toMatchObject({ limits: { cpu: '1' } });
});

test('settings are a list of texts', () =>
  expect(specOf({ postgresConfig: [{ name: 'work_mem', value: '4MB' }] }).postgresConfig).toEqual([
    { name: 'work_mem', value: '4MB' },
  ]));

test('a hook is what the operator reads, and its secrets are references', () => {
  const hook: Vdb['hooks'][number] = {
    name: 'mask',
    stage: 'post-refresh',
    type: 'command',
    script: 'true\n',
    database: 'shop',
    weight: 5,
    retries: 3,
    env: [
      { name: 'SCHEMA', value: 'public' },
      { name: 'SALT', secret: { name: 'masking', key: 'salt' } },
    ],
  };
  expect(specOf({ hooks: [hook, { ...hook, env: [] }] }).hooks).toEqual([
    {
      name: 'mask',
      stage: 'post-refresh',
      type: 'command',
      script: 'true\n',
      database: 'shop',
      weight: 5,
      backoffLimit: 3,
      env: [
        { name: 'SCHEMA', value: 'public' },
        { name: 'SALT', valueFrom: { secretKeyRef: { name: 'masking', key: 'salt' } } },
      ],
    },
    expect.not.objectContaining({ env: expect.anything() }),
  ]);
});

describe('an action', () => {
  const snapshot: Vdb['actions'][number] = { id: 'before-7', kind: 'VDBSnapshot', spec: { a: { b: 1 } } };
  const objects = (deletionPolicy: VdbEnvironment['deletionPolicy'] = 'Retain') =>
    objectsOf(
      vdbEnvironment({ deletionPolicy }, { actions: [snapshot, { ...snapshot, id: 'go', kind: 'VDBRefresh' }] }),
    );

  test('is an object of its own, whose name is its id', () => {
    expect(objects().get('VDBSnapshot/orders-before-7')).toMatchObject({
      apiVersion: 'actions.delphix.com/v1alpha1',
      metadata: {
        namespace: 'postgres-vdbs-orders',
        labels: { 'pgfleet.dev/vdb': 'orders', 'pgfleet.dev/action': 'before-7' },
      },
      spec: { a: { b: 1 } },
    });
  });

  test('that discards data says so, and the others do not', () => {
    const danger = 'pgfleet.dev/danger';
    expect(objects().get('VDBRefresh/orders-go').metadata.annotations).toMatchObject({ [danger]: 'discards-data' });
    expect(objects().get('VDBSnapshot/orders-before-7').metadata.annotations).not.toHaveProperty([danger]);
    const kinds = ['VDBRefresh', 'VDBRewind', 'PostgresRefresh', 'PostgresRewind', 'Task', 'PostgresTask'] as const;
    const marked = kinds.filter((kind) => {
      const all = buildEnvironment(vdbEnvironment({}, { actions: [{ ...snapshot, kind }] }));
      return all.some(({ comment }) => comment?.startsWith('DISCARDS DATA'));
    });
    expect(marked).toEqual(['VDBRefresh', 'VDBRewind', 'PostgresRefresh', 'PostgresRewind']);
  });

  test('that went out of Git and came back would be done again, so it never goes', () => {
    const of = (policy: VdbEnvironment['deletionPolicy']) =>
      objects(policy).get('VDBRefresh/orders-go').metadata.annotations?.[sync];
    expect([of('Retain'), of('Delete')]).toEqual(['Prune=false,Delete=false', 'Prune=false']);
  });
});

test('the object of a VDB whose data stays is never taken away', () => {
  const of = (deletionPolicy: VdbEnvironment['deletionPolicy']) =>
    objectsOf(vdbEnvironment({ deletionPolicy })).get('PostgresVDB/orders').metadata.annotations;
  expect(of('Retain')).toEqual({
    [sync]: 'Prune=false,Delete=false',
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  });
  expect(of('Delete')).toBeUndefined();
});

test('only its namespace lets the Pods of the operator run, and says where they fall short of restricted', () => {
  const { labels } = objectsOf(vdbEnvironment()).get('Namespace/postgres-vdbs-orders').metadata;
  expect(labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
  });
});

test('the record says where the first one is, and the names of all', () => {
  const record = (...vdbs: Partial<Vdb>[]) =>
    objectsOf(vdbEnvironment({}, ...vdbs)).get('ConfigMap/pgfleet-environment').data;
  expect(record({ name: 'a' }, { name: 'b' })).toMatchObject({
    kind: 'vdb',
    host: 'a.postgres-vdbs-orders.svc',
    port: '6432',
    secretName: 'orders-app',
    vdbs: 'a b',
  });
  expect(record()).toMatchObject({ vdbs: 'orders' });
});

describe('several VDBs', () => {
  const credentials = (secret: string): Vdb['credentials'] => ({
    source: 'generated',
    secret,
    passwordKey: 'password',
    readers: [],
  });
  const env = vdbEnvironment(
    {},
    { name: 'a', credentials: credentials('a-app') },
    { name: 'b', credentials: credentials('b-app'), enabled: false, port: 5432 },
  );

  test('have a schedule and a claim of reports each, and one that is switched off sleeps', () => {
    const { keys, get } = objectsOf(env);
    const asleep = (name: string) => (get(`CronJob/${name}`).spec as { readonly suspend: boolean }).suspend;
    expect([asleep('a-check'), asleep('a-check-full'), asleep('b-check')]).toEqual([false, false, true]);
    expect(keys.filter((key) => /^(PersistentVolumeClaim|Job)/.test(key))).toEqual([
      expect.stringMatching(/^Job\/a-check-sync-/),
      expect.stringMatching(/^Job\/a-reports-/),
      expect.stringMatching(/^Job\/orders-credentials-/),
      'PersistentVolumeClaim/a-reports',
      'PersistentVolumeClaim/b-reports',
    ]);
  });

  test('have passwords from one Job, of which no container holds those of two', () => {
    const { keys, get } = objectsOf(env);
    const data = get('ConfigMap/orders-credentials').data as Readonly<Record<string, string>>;
    expect(JSON.parse(data['b.json'] ?? '')).toMatchObject({
      metadata: { name: 'b-app' },
      type: 'Opaque',
      stringData: {
        username: 'postgres',
        password: '__PASSWORD__',
        host: 'b.postgres-vdbs-orders.svc',
        port: '5432',
        dbname: 'shop',
        uri: 'postgresql://postgres:__PASSWORD__@b.postgres-vdbs-orders.svc:5432/shop',
      },
    });
    const job = get(keys.find((key) => key.startsWith('Job/orders-credentials-')) ?? '') as never as {
      spec: {
        template: {
          spec: {
            containers: readonly { name: string; volumeMounts: readonly { name: string; mountPath: string }[] }[];
            volumes: readonly { name: string; configMap?: { items?: readonly unknown[] } }[];
          };
        };
      };
    };
    const { containers, volumes } = job.spec.template.spec;
    for (const vdb of ['a', 'b']) {
      const container = containers.find(({ name }) => name === `password-${vdb}`);
      expect(container?.volumeMounts).toContainEqual({
        name: `template-${vdb}`,
        mountPath: '/pgfleet/credentials-template',
        readOnly: true,
      });
      expect(volumes.find(({ name }) => name === `template-${vdb}`)?.configMap?.items).toEqual([
        { key: `${vdb}.json`, path: 'secret.json' },
      ]);
    }
  });

  test('pass every check of manifests', () =>
    expect(
      checkManifests(
        'values.yaml',
        buildEnvironment(env).map(({ manifest }) => manifest),
      ),
    ).toEqual([]));
});

test('a check logs in with the password of the Secret, over TLS where the VDB has it, and reports about its own Pod', () => {
  const { spec } = objectsOf(vdbEnvironment()).get('CronJob/orders-check') as never as {
    spec: {
      jobTemplate: {
        spec: {
          template: {
            spec: {
              initContainers: readonly [{ env: readonly { name: string }[] }];
              containers: readonly [{ env: readonly unknown[] }];
              volumes: readonly unknown[];
            };
          };
        };
      };
    };
  };
  const pod = spec.jobTemplate.spec.template.spec;
  const [{ env }] = pod.initContainers;
  expect(env).toEqual(
    expect.arrayContaining([
      { name: 'PGFLEET_ENVIRONMENT', value: 'orders' },
      { name: 'PGHOST', value: 'orders.postgres-vdbs-orders.svc' },
      { name: 'PGPORT', value: '6432' },
      { name: 'PGUSER', value: 'postgres' },
      { name: 'PGSSLMODE', value: 'prefer' },
      { name: 'PGDATABASE', value: 'shop' },
    ]),
  );
  expect(env.map(({ name }) => name).filter((name) => /PASSWORD|MANAGED|CHECKSUMS/.test(name))).toEqual([]);
  expect(pod.volumes).toContainEqual({
    name: 'login',
    projected: {
      sources: [{ secret: { name: 'orders-app', items: [{ key: 'password', path: 'password' }], optional: true } }],
      defaultMode: 0o440,
    },
  });
  expect(pod.containers[0].env).not.toContainEqual(expect.objectContaining({ name: 'PGFLEET_WORKLOAD' }));
});

describe('policies', () => {
  const policy = (name: string, change: Partial<VdbEnvironment> = {}, vdb: Partial<Vdb> = {}) =>
    objectsOf(vdbEnvironment({ checks: { level: 'none' }, ...change }, vdb)).get(`NetworkPolicy/orders-${name}`)
      .spec as {
      readonly podSelector: unknown;
      readonly ingress: readonly [{ readonly from: readonly unknown[]; readonly ports: unknown }];
      readonly egress: readonly unknown[];
    };
  const named = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

  test('take for the operator’s what is not ours, whatever labels that has', () => {
    const { podSelector, ingress } = policy('database');
    expect(podSelector).toEqual(notOurs);
    expect(ingress).toEqual([
      { from: [named('shop'), { podSelector: notOurs }], ports: [{ port: 6432, protocol: 'TCP' }] },
    ]);
  });

  test('let in the operator from its namespace where that is known, and ranges of access.public', () => {
    const { ingress } = policy('database', {
      vdbNetwork: { operator: 'delphix', egress: undefined },
      publicAccess: { sourceRanges: ['203.0.113.0/24'], annotations: {} },
    });
    expect(ingress[0].from).toEqual([
      named('shop'),
      { ipBlock: { cidr: '203.0.113.0/24' } },
      named('delphix'),
      { podSelector: notOurs },
    ]);
  });

  test('keep the operator’s Pods in once it is known where they go', () => {
    const egress = (peers: VdbEnvironment['vdbNetwork']['egress']) =>
      policy('operator', { vdbNetwork: { operator: undefined, egress: peers } }).egress;
    const dns = { ports: [expect.objectContaining({ port: 53 }), expect.objectContaining({ port: 53 })] };
    expect(egress(undefined)).toEqual([{}]);
    expect(egress([])).toEqual([dns, { to: [{ podSelector: {} }] }]);
    expect(egress([{ cidr: '10.0.1.54/32' }])).toEqual([
      dns,
      { to: [{ podSelector: {} }] },
      { to: [{ ipBlock: { cidr: '10.0.1.54/32' } }] },
    ]);
  });

  test('select by labels where the user knows them', () => {
    const { podSelector, ingress } = policy('vdb', {}, { podLabels: { app: 'orders' } });
    expect(podSelector).toEqual({ matchLabels: { app: 'orders' } });
    expect(ingress[0].ports).toEqual([{ port: 6432, protocol: 'TCP' }]);
  });

  test('say nothing of Pods that are not known in a namespace of somebody else', () => {
    const env = vdbEnvironment({ namespace: { name: 'shop', create: false } });
    const { keys, get } = objectsOf(env);
    expect(keys.filter((key) => key.startsWith('NetworkPolicy/'))).toEqual([
      'NetworkPolicy/orders-check',
      'NetworkPolicy/orders-credentials',
      'NetworkPolicy/orders-default-deny',
    ]);
    expect((get('NetworkPolicy/orders-default-deny').spec as { podSelector: unknown }).podSelector).toEqual({
      matchLabels: { 'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/name': 'postgresql' },
      matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['check', 'credentials'] }],
    });
  });

  test('let checks reach each VDB on its port', () => {
    const env = vdbEnvironment({}, { name: 'a', podLabels: { app: 'a' } }, { name: 'b', port: 5432 });
    const { egress } = objectsOf(env).get('NetworkPolicy/orders-check').spec as { egress: readonly unknown[] };
    expect(egress).toContainEqual({
      to: [{ podSelector: { matchLabels: { app: 'a' } } }],
      ports: [{ port: 6432, protocol: 'TCP' }],
    });
    expect(egress).toContainEqual({ to: [{ podSelector: notOurs }], ports: [{ port: 5432, protocol: 'TCP' }] });
  });
});

test('a public Service leads to the Pods that the user named, for its ranges alone', () => {
  const { get } = objectsOf(
    vdbEnvironment(
      { publicAccess: { sourceRanges: ['203.0.113.0/24'], annotations: { 'example.com/a': 'b' } } },
      { podLabels: { app: 'orders' } },
    ),
  );
  expect(get('Service/orders-public')).toMatchObject({
    metadata: { annotations: { 'example.com/a': 'b', [sync]: 'Delete=false' } },
    spec: {
      type: 'LoadBalancer',
      loadBalancerSourceRanges: ['203.0.113.0/24'],
      externalTrafficPolicy: 'Local',
      selector: { app: 'orders' },
      ports: [{ port: 6432, targetPort: 6432 }],
    },
  });
});

test('a Secret that a SealedSecret made outlives it, since the operator needs the password to the end', () => {
  const { get } = objectsOf(
    vdbEnvironment(
      {},
      {
        credentials: {
          source: 'sealedSecret',
          encryptedPassword: 'Ag',
          secret: 'orders-app',
          passwordKey: 'password',
          readers: [{ namespace: 'shop', serviceAccount: 'backend' }],
        },
      },
    ),
  );
  const { spec } = get('SealedSecret/orders-app') as never as {
    spec: { template: { metadata: { annotations: Readonly<Record<string, string>> } } };
  };
  expect(spec.template.metadata.annotations).toEqual({ 'sealedsecrets.bitnami.com/skip-set-owner-references': 'true' });
  expect(get('Role/orders-credentials-reader')).toMatchObject({ rules: [{ resourceNames: ['orders-app'] }] });
});
