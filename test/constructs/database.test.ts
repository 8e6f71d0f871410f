import type { Database, Environment } from '../../lib/defaults/environment';
import { exampleEnvironment } from './example-environment';
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

const statefulSet = (change: Partial<Environment> = {}, database: Partial<Database> = {}): StatefulSet =>
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

test('adding an extension or init SQL restarts nothing', () => {
  expect(statefulSet({}, { initSql: [{ name: 'a.sql', text: '' }] }).spec.template).toEqual(
    statefulSet().spec.template,
  );
  expect(statefulSet({}, { extensions: ['pg_trgm'] }).spec.template).toEqual(statefulSet().spec.template);
});

test('suspended means no Pods and the same claims', () => {
  expect(statefulSet({ suspended: true }).spec.replicas).toBe(0);
  expect(objectsOf(exampleEnvironment({ suspended: true })).keys).toEqual(objectsOf(exampleEnvironment()).keys);
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
