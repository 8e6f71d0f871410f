import type { Database, DatabaseEnvironment } from '../../lib/defaults/environment';
import {
  bootstrap,
  exampleEnvironment,
  existingTls,
  noBackup,
  pgBackRest,
  pgDump,
  volumeRepository,
} from './example-environment';
import { objectsOf } from './find';

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: unknown;
  readonly startupProbe: { readonly periodSeconds: number; readonly failureThreshold: number; readonly exec: unknown };
  readonly livenessProbe: { readonly exec: unknown };
  readonly readinessProbe: { readonly exec: unknown };
  readonly resources: unknown;
}

interface StatefulSet {
  readonly spec: {
    readonly replicas: number;
    readonly podManagementPolicy: string;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: {
      readonly metadata: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
      readonly spec: {
        readonly containers: readonly Container[];
        readonly initContainers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
        readonly terminationGracePeriodSeconds: number;
      };
    };
  };
}

const statefulSet = (change: Partial<DatabaseEnvironment> = {}, database: Partial<Database> = {}): StatefulSet =>
  objectsOf(exampleEnvironment(change, database)).get('StatefulSet/postgres') as unknown as StatefulSet;

const restartHash = (database: Partial<Database>) =>
  statefulSet({}, database).spec.template.metadata.annotations['pgfleet.dev/restart-settings'];

test('the selector has no part that may ever change', () => {
  expect(statefulSet().spec.selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'postgresql',
    'app.kubernetes.io/instance': 'orders',
    'app.kubernetes.io/component': 'database',
  });
  expect(statefulSet().spec.template.metadata.labels).toMatchObject(statefulSet().spec.selector.matchLabels);
});

test('a repaired template replaces a broken Pod', () => {
  expect(statefulSet().spec.podManagementPolicy).toBe('Parallel');
});

test('startup may take an hour, and crash recovery counts as alive but not as ready', () => {
  const [postgres] = statefulSet().spec.template.spec.containers;
  const { startupProbe, livenessProbe, readinessProbe } = postgres as Container;
  expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBe(3600);
  expect(startupProbe.exec).toEqual({ command: ['bash', '/pgfleet/scripts/alive.sh'] });
  expect(livenessProbe.exec).toEqual(startupProbe.exec);
  expect(readinessProbe.exec).toEqual({ command: ['pg_isready', '--quiet'] });
});

test('a hung server is killed after a minute, not after the time that an orderly shutdown may take', () => {
  const [postgres] = statefulSet().spec.template.spec.containers;
  expect((postgres as Container).livenessProbe).toMatchObject({ terminationGracePeriodSeconds: 60 });
  expect(statefulSet().spec.template.spec.terminationGracePeriodSeconds).toBe(1800);
});

test('every container passes Pod Security restricted and cannot write its root file system', () => {
  const { containers, initContainers } = statefulSet().spec.template.spec;
  for (const container of [...containers, ...initContainers]) {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
    expect(container.resources).toMatchObject({
      requests: { memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  }
});

test('only a setting that PostgreSQL reads at start changes the Pod template', () => {
  const [restart, reload] = exampleEnvironment().database.settings as [never, never];
  const before = restartHash({});
  expect(restartHash({ settings: [restart, { ...(reload as object), value: '64MB' } as never] })).toBe(before);
  expect(restartHash({ settings: [reload, restart] })).toBe(before);
  expect(restartHash({ settings: [{ ...(restart as object), value: '127.0.0.1' } as never, reload] })).not.toBe(before);
});

test('whether data has checksums, or is to get them, restarts nothing', () => {
  expect(statefulSet({}, { dataChecksums: false })).toEqual(statefulSet());
  expect(statefulSet({}, { enableChecksums: true })).toEqual(statefulSet());
});

test('adding an extension or init SQL restarts nothing', () => {
  expect(statefulSet({}, { initSql: [{ name: 'a.sql', text: '' }] }).spec.template).toEqual(
    statefulSet().spec.template,
  );
  expect(statefulSet({}, { extensions: ['pg_trgm'] }).spec.template).toEqual(statefulSet().spec.template);
});

test('suspended means no Pods and the same claims', () => {
  expect(statefulSet({ suspended: true }).spec.replicas).toBe(0);
  const claims = (env: DatabaseEnvironment) =>
    objectsOf(env).keys.filter((key) => key.startsWith('PersistentVolumeClaim/'));
  expect(claims(exampleEnvironment({ suspended: true }))).toEqual(claims(exampleEnvironment()));
});

test('claims are objects of their own, named by generation', () => {
  const storage = { ...exampleEnvironment().database.storage, walSize: '5Gi', walSizeBytes: 5, storageClass: 'fast' };
  const objects = objectsOf(exampleEnvironment({}, { generation: 3, storage }));
  expect(objects.get('PersistentVolumeClaim/postgres-data-3')).toMatchObject({
    spec: { storageClassName: 'fast', resources: { requests: { storage: '20Gi' } } },
  });
  expect(objects.get('PersistentVolumeClaim/postgres-wal-3')).toMatchObject({
    spec: { resources: { requests: { storage: '5Gi' } } },
  });
  expect(objects.get('StatefulSet/postgres').spec).not.toHaveProperty('volumeClaimTemplates');
});

test('Argo CD neither prunes nor deletes a claim under Retain: after a restore the one of before stays', () => {
  const storage = { ...exampleEnvironment().database.storage, walSize: '5Gi', walSizeBytes: 5 };
  const backup = { ...pgBackRest, repositories: [volumeRepository] };
  const annotations = (deletionPolicy: DatabaseEnvironment['deletionPolicy']) => {
    const objects = objectsOf(exampleEnvironment({ deletionPolicy, backup }, { storage }));
    return ['data-1', 'wal-1', 'repository'].map(
      (name) => objects.get(`PersistentVolumeClaim/postgres-${name}`).metadata.annotations,
    );
  };
  // Nor is it a difference for ever. Under Delete it goes with the Application, not before what mounts it: docs/adr/0016.
  const quietly = { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };
  const retained = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', ...quietly };
  const deleted = { 'argocd.argoproj.io/sync-options': 'Prune=false', ...quietly };
  expect(annotations('Retain')).toEqual([retained, retained, retained]);
  expect(annotations('Delete')).toEqual([deleted, deleted, deleted]);
});

test('ephemeral storage is an emptyDir of the size asked for, and no claim', () => {
  const storage = { ...exampleEnvironment().database.storage, ephemeral: true, size: '1Gi' };
  const objects = objectsOf(exampleEnvironment({}, { storage }));
  expect(objects.kinds).not.toContain('PersistentVolumeClaim');
  expect(objects.get('StatefulSet/postgres')).toMatchObject({
    spec: {
      template: { spec: { volumes: expect.arrayContaining([{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }]) } },
    },
  });
});

test('the server of pgBackRest stands beside a database that is backed up by it, and beside no other', () => {
  const containers = (backup: DatabaseEnvironment['backup']) =>
    statefulSet({ backup }).spec.template.spec.containers.map(({ name }) => name);
  expect(containers(pgBackRest)).toEqual(['postgres', 'agent', 'pgbackrest']);
  expect(containers(pgDump)).toEqual(['postgres', 'agent']);
  expect(containers(noBackup)).toEqual(['postgres', 'agent']);
});

test('a backup server that does not answer leaves the database in its Service', () => {
  const server = statefulSet().spec.template.spec.containers[2];
  expect(server).toMatchObject({ ports: [{ name: 'pgbackrest', containerPort: 8432, protocol: 'TCP' }] });
  expect(server).not.toHaveProperty('readinessProbe');
  expect(server).not.toHaveProperty('livenessProbe');
});

test('pgBackRest finds its configuration without options in every container, and a key is never a variable', () => {
  const { containers, initContainers } = statefulSet().spec.template.spec;
  for (const { env } of [...containers, ...initContainers]) {
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'PGBACKREST_CONFIG', value: '/pgfleet/backup/pgbackrest.conf' },
        { name: 'PGBACKREST_CONFIG_INCLUDE_PATH', value: '/run/pgbackrest' },
        { name: 'PGBACKREST_STANZA', value: 'main' },
      ]),
    );
    expect(env.filter(({ name }) => /KEY|PASS|CIPHER/.test(name))).toEqual([]);
  }
});

const volumeNamed = (name: string, change: Partial<DatabaseEnvironment> = {}) =>
  statefulSet(change).spec.template.spec.volumes.find((volume) => volume.name === name);

test('a Secret of the repository that is missing keeps no database from starting', () => {
  const key = (name: string, from: string, path: string) => ({
    secret: { name, items: [{ key: from, path }], optional: true },
  });
  expect(volumeNamed('repository')).toEqual({
    name: 'repository',
    projected: {
      sources: [
        key('s3-keys', 'AWS_ACCESS_KEY_ID', 's3-key'),
        key('s3-keys', 'AWS_SECRET_ACCESS_KEY', 's3-key-secret'),
        key('minio-ca', 'tls.crt', 'ca.crt'),
      ],
      defaultMode: 0o440,
    },
  });
});

test('a repository that needs no file has no volume of files', () => {
  expect(volumeNamed('repository', { backup: { ...pgBackRest, repositories: [volumeRepository] } })).toBeUndefined();
});

test('the certificate of the server has the same names in the Pod wherever it comes from', () => {
  const items = (certificate: string, key: string) => [
    { key: certificate, path: 'tls.crt' },
    { key, path: 'tls.key' },
    { key: 'ca.crt', path: 'ca.crt' },
  ];
  expect(volumeNamed('tls')).toEqual({
    name: 'tls',
    secret: { secretName: 'postgres-tls', items: items('tls.crt', 'tls.key'), defaultMode: 0o440 },
  });
  expect(volumeNamed('tls', { tls: existingTls })).toMatchObject({ secret: { secretName: 'orders-tls' } });
});

test('what backups are kept for how long, and a block bootstrap, restart nothing', () => {
  const template = (change: Partial<DatabaseEnvironment>) => statefulSet(change).spec.template;
  const backup = {
    ...pgBackRest,
    retention: { type: 'time', full: 30, differential: 3 },
    compression: { type: 'lz4', level: undefined },
    processes: 4,
    deadlineSeconds: 60,
    verify: undefined,
    drill: undefined,
    schedules: [],
  } as const;
  expect(template({ backup })).toEqual(template({}));
  expect(template({ bootstrap })).toEqual(template({}));
});

test('a Service for clients outside of the cluster keeps their addresses and names who may come', () => {
  const publicAccess = { sourceRanges: ['203.0.113.0/24'], annotations: { 'example.com/balancer': 'nlb' } };
  expect(objectsOf(exampleEnvironment()).keys).not.toContain('Service/postgres-public');
  expect(objectsOf(exampleEnvironment({ publicAccess })).get('Service/postgres-public')).toMatchObject({
    metadata: { annotations: { 'example.com/balancer': 'nlb' } },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['203.0.113.0/24'],
      selector: { 'app.kubernetes.io/component': 'database' },
    },
  });
});

test('drain: block adds a disruption budget, and a broken Pod may still be moved', () => {
  const scheduling = { ...exampleEnvironment().scheduling, drain: 'block' as const };
  expect(objectsOf(exampleEnvironment({ scheduling })).get('PodDisruptionBudget/postgres')).toMatchObject({
    spec: { maxUnavailable: 0, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
  expect(objectsOf(exampleEnvironment()).kinds).not.toContain('PodDisruptionBudget');
});

test('a dollar in a name is not expanded by Kubernetes', () => {
  const [postgres] = statefulSet({}, { name: '$(PGDATA)', owner: 'a$b' }).spec.template.spec.containers;
  expect((postgres as Container).env).toContainEqual({ name: 'PGFLEET_DATABASE', value: '$$(PGDATA)' });
  expect((postgres as Container).env).toContainEqual({ name: 'PGFLEET_OWNER', value: 'a$$b' });
});

test('the Pod of the headless Service has an address before it is ready', () => {
  expect(objectsOf(exampleEnvironment()).get('Service/postgres-headless')).toMatchObject({
    spec: { clusterIP: 'None', publishNotReadyAddresses: true },
  });
});

test('a wrong Secret or key is an event of the Pod: the one key is named and not optional', () => {
  const credentials = { source: 'existing' as const, secret: 'login', passwordKey: 'PW', readers: [] };
  expect(statefulSet({ credentials }).spec.template.spec.volumes).toContainEqual({
    name: 'credentials',
    secret: { secretName: 'login', items: [{ key: 'PW', path: 'password' }], defaultMode: 0o440 },
  });
});

test('no environment variable is empty: the API server drops an empty value, and every apply would see a difference', () => {
  const { containers, initContainers } = statefulSet().spec.template.spec;
  const variables = [...initContainers, ...containers].flatMap(({ env }) => env);
  expect(variables.length).toBeGreaterThan(0);
  expect(variables.filter(({ value }) => value === '')).toEqual([]);
});
