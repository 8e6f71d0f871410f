import type { ActiveChecks, DatabaseEnvironment, Environment } from '../../lib/defaults/environment';
import { checks, exampleEnvironment, existingTls, externalEnvironment, noBackup } from './example-environment';
import { objectsOf } from './find';

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly resources: unknown;
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface PodSpec {
  readonly initContainers: readonly [Container];
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string }[];
}

interface JobSpec {
  readonly activeDeadlineSeconds: number;
  readonly template: { readonly metadata: { readonly labels: unknown }; readonly spec: PodSpec };
}

const checked = (change: Partial<ActiveChecks> = {}, more: Partial<DatabaseEnvironment> = {}) =>
  exampleEnvironment({ checks: { ...checks, ...change }, ...more });
const cronJob = (env: Environment, name = '') =>
  objectsOf(env).get(`CronJob/${env.name}-check${name}`).spec as { schedule: string; jobTemplate: { spec: JobSpec } };
const jobOf = (env: Environment) => cronJob(env).jobTemplate.spec;
const podOf = (env: Environment) => jobOf(env).template.spec;
const variables = ({ env }: Container) =>
  Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
const mounts = ({ volumeMounts }: Container) =>
  Object.fromEntries(
    volumeMounts.map(({ name, mountPath, readOnly = false }) => [name, readOnly ? `${mountPath} ro` : mountPath]),
  );
const check = (env: Environment) => podOf(env).initContainers[0];
const report = (env: Environment) => podOf(env).containers[0];
const volume = (env: Environment, name: string) => podOf(env).volumes.find((each) => each.name === name);
const syncName = (env: Environment) => objectsOf(env).keys.find((key) => key.startsWith('Job/postgres-check-sync-'));
const own = (env: Environment) => objectsOf(env).keys.filter((key) => /check|reports/.test(key));
const files = (env: Environment): Record<string, string> => objectsOf(env).get(`ConfigMap/${env.name}-checks`).data;

test('checks consist of exactly these objects', () => {
  expect(own(checked())).toEqual([
    'ConfigMap/postgres-check-scripts',
    'ConfigMap/postgres-checks',
    'CronJob/postgres-check',
    'CronJob/postgres-check-full',
    expect.stringMatching(/^Job\/postgres-check-sync-[0-9a-f]{8}$/),
    expect.stringMatching(/^Job\/postgres-reports-[0-9a-f]{8}$/),
    'NetworkPolicy/postgres-check',
    'PersistentVolumeClaim/postgres-reports',
    'Role/postgres-check',
    'RoleBinding/postgres-check',
    'ServiceAccount/postgres-check',
  ]);
});

test('only what is asked for is there, and without checks nothing is', () => {
  expect(own(checked({ fullSchedule: undefined, onSync: undefined, report: undefined }))).toEqual([
    'ConfigMap/postgres-check-scripts',
    'ConfigMap/postgres-checks',
    'CronJob/postgres-check',
    'NetworkPolicy/postgres-check',
    'Role/postgres-check',
    'RoleBinding/postgres-check',
    'ServiceAccount/postgres-check',
  ]);
  expect(own(exampleEnvironment())).toEqual([]);
});

test('checks that come or go restart no database', () => {
  const template = (env: Environment) => objectsOf(env).get('StatefulSet/postgres');
  expect(template(checked())).toEqual(template(exampleEnvironment()));
  const dark = exampleEnvironment({ backup: noBackup });
  expect(template({ ...dark, checks })).toEqual(template(dark));
});

describe('one Pod, two steps', () => {
  test('what talks to the database has the certificate and no token', () => {
    expect(check(checked()).command).toEqual(['bash', '/pgfleet/scripts/check.sh']);
    expect(mounts(check(checked()))).toEqual({
      scripts: '/pgfleet/scripts ro',
      checks: '/pgfleet/checks ro',
      tls: '/pgfleet/tls ro',
      result: '/pgfleet/result',
      tmp: '/tmp',
    });
  });

  test('what has a token sees no certificate, and only reads the result', () => {
    expect(report(checked()).command).toEqual(['bash', '/pgfleet/scripts/report.sh']);
    expect(mounts(report(checked()))).toEqual({
      scripts: '/pgfleet/scripts ro',
      result: '/pgfleet/result ro',
      reports: '/pgfleet/reports',
      token: '/var/run/secrets/kubernetes.io/serviceaccount ro',
      'report-tmp': '/tmp',
    });
  });

  test('no other token is there: not by the account, not by the Pod, not by a workload identity', () => {
    const serviceAccount = { annotations: { 'example.com/role': 'x' }, podLabels: { 'example.com/use': 'true' } };
    const env = checked({}, { serviceAccount });
    const account = objectsOf(env).get('ServiceAccount/postgres-check');
    expect(account).toMatchObject({ automountServiceAccountToken: false });
    expect(account.metadata.annotations).not.toHaveProperty(['example.com/role']);
    expect(podOf(env)).toMatchObject({ serviceAccountName: 'postgres-check', automountServiceAccountToken: false });
    expect(jobOf(env).template.metadata.labels).not.toHaveProperty(['example.com/use']);
    expect(volume(env, 'token')).toEqual({
      name: 'token',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        ],
        defaultMode: 0o440,
      },
    });
  });

  test('every mounted volume is a volume of the Pod, once', () => {
    for (const env of [checked(), externalEnvironment()]) {
      const names = podOf(env).volumes.map(({ name }) => name);
      const mounted = [check(env), report(env)].flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      expect(names.toSorted()).toEqual([...new Set(mounted)].sort());
    }
  });

  test('both pass Pod Security restricted, with amounts of everything but a limit of CPU', () => {
    for (const container of [check(checked()), report(checked())])
      expect(container).toMatchObject({
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
        },
        resources: {
          requests: { cpu: expect.any(String), memory: expect.any(String), 'ephemeral-storage': expect.any(String) },
          limits: { memory: expect.any(String), 'ephemeral-storage': expect.any(String) },
        },
      });
    expect(podOf(checked())).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999 } });
  });
});

test('a check is told where the database is, how deep, and for how long', () => {
  expect(variables(check(checked()))).toEqual({
    PGFLEET_ENVIRONMENT: 'orders',
    PGFLEET_CHECK_LEVEL: 'standard',
    PGFLEET_CHECK_SKIP: 'bloat vacuum',
    PGFLEET_CHECK_JOBS: '2',
    PGFLEET_STATEMENT_SECONDS: '3600',
    PGFLEET_CHECK_SECONDS: '21000',
    PGFLEET_WAIT_SECONDS: '600',
    PGFLEET_GENERATION: '1',
    PGFLEET_CHECKSUMS: 'on',
    PGFLEET_MANAGED: 'yes',
    PGHOST: 'postgres-0.postgres-headless.postgres-orders.svc',
    PGPORT: '5432',
    PGUSER: 'pgfleet_check',
    PGFLEET_COPY_USER: 'pgfleet_basebackup',
    PGSSLMODE: 'verify-full',
    PGDATABASE: 'postgres',
  });
});

test('a report is told what it is about, and its Pod', () => {
  const field = (fieldPath: string) => ({ fieldRef: { apiVersion: 'v1', fieldPath } });
  expect(variables(report(checked({ failOn: 'critical' })))).toEqual({
    PGFLEET_ENVIRONMENT: 'orders',
    PGFLEET_CHECK_LEVEL: 'standard',
    PGFLEET_FAIL_ON: 'critical',
    PGFLEET_REPORT_DIRECTORY: '/pgfleet/reports',
    PGFLEET_REPORT_KEEP: '30',
    PGFLEET_WORKLOAD: 'postgres',
    PGFLEET_NAMESPACE: 'postgres-orders',
    PGFLEET_POD: field('metadata.name'),
    PGFLEET_POD_UID: field('metadata.uid'),
  });
  const unkept = report(checked({ report: undefined }));
  expect(variables(unkept)).not.toHaveProperty('PGFLEET_REPORT_DIRECTORY');
  expect(mounts(unkept)).not.toHaveProperty('reports');
});

test.each([
  [60, '45', '23'],
  [1000, '750', '375'],
  [604_800, '604200', '600'],
])(
  'of a deadline of %i seconds, time is left for the report, and the wait is at most half',
  (deadlineSeconds, seconds, wait) => {
    const env = checked({ deadlineSeconds });
    expect(jobOf(env).activeDeadlineSeconds).toBe(deadlineSeconds);
    expect(variables(check(env))).toMatchObject({ PGFLEET_CHECK_SECONDS: seconds, PGFLEET_WAIT_SECONDS: wait });
  },
);

test('checksums are expected where they are, or are to come', () => {
  const expected = (database: object) =>
    variables(check({ ...exampleEnvironment({ checks }, database) })).PGFLEET_CHECKSUMS;
  expect(expected({ dataChecksums: false })).toBe('off');
  expect(expected({ dataChecksums: false, enableChecksums: true })).toBe('on');
});

test('without a certificate of Jobs the check still starts, and says so', () => {
  const env = checked({}, { tls: { ...existingTls, client: undefined } });
  expect(mounts(check(env))).not.toHaveProperty('tls');
  expect(volume(checked(), 'tls')).toMatchObject({ secret: { secretName: 'postgres-tls', optional: true } });
});

test('each schedule has its level, and one check never overtakes another of its schedule', () => {
  expect(cronJob(checked())).toMatchObject({
    schedule: '13 4 * * *',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    suspend: false,
    jobTemplate: { spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } } },
  });
  expect(cronJob(checked(), '-full').schedule).toBe('40 2 * * 0');
  expect(variables(cronJob(checked(), '-full').jobTemplate.spec.template.spec.initContainers[0])).toMatchObject({
    PGFLEET_CHECK_LEVEL: 'full',
  });
});

test('a check has the priority of checks, not that of the database', () => {
  const scheduling = { ...exampleEnvironment().scheduling, priorityClassName: 'high', nodeSelector: { disk: 'fast' } };
  expect(podOf(checked({}, { scheduling }))).not.toHaveProperty('priorityClassName');
  expect(podOf(checked({ priorityClassName: 'low' }, { scheduling }))).toMatchObject({
    priorityClassName: 'low',
    nodeSelector: { disk: 'fast' },
  });
});

describe('after every sync', () => {
  test('a check is a plain Job that waits for the database, no hook: Argo CD would wait for everything before it', () => {
    const job = objectsOf(checked()).get(syncName(checked()) ?? '');
    expect(job.metadata).not.toHaveProperty('annotations');
    expect(variables((job.spec as JobSpec).template.spec.initContainers[0])).toMatchObject({
      PGFLEET_CHECK_LEVEL: 'quick',
      PGFLEET_WAIT_SECONDS: '3600',
    });
  });

  test('each change of anything is followed by a check, and none is repeated', () => {
    const before = syncName(checked());
    expect(syncName(checked())).toBe(before);
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' }, data: { x: 'y' } };
    for (const changed of [
      checked({ failOn: 'critical' }),
      checked({ tables: [] }),
      checked({ schedule: '0 0 * * *' }),
      checked({}, { owner: 'others' }),
      checked({}, { manifests: [configMap] }),
      checked({}, { manifests: [{ ...configMap, data: { x: 'z' } }] }),
    ])
      expect(syncName(changed)).not.toBe(before);
  });

  test('nothing is checked while the environment is suspended', () => {
    const env = checked({}, { suspended: true });
    expect(syncName(env)).toBeUndefined();
    expect(cronJob(env)).toMatchObject({ suspend: true });
  });
});

test('the account may post Events and read the one workload that they are about', () => {
  const events = { apiGroups: [''], resources: ['events'], verbs: ['create'] };
  expect(objectsOf(checked()).get('Role/postgres-check')).toMatchObject({
    rules: [events, { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: ['postgres'], verbs: ['get'] }],
  });
  expect(objectsOf(externalEnvironment()).get('Role/erp-check')).toMatchObject({ rules: [events] });
});

test('the claim of reports outlives its object, as the data does', () => {
  const claim = objectsOf(checked()).get('PersistentVolumeClaim/postgres-reports');
  expect(claim).toMatchObject({
    metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
});

test('a Pod comes with the claim, since a class may wait for one: it has neither token nor certificate, and ends at once', () => {
  const job = (env: Environment) => objectsOf(env).keys.find((key) => key.startsWith('Job/postgres-reports-')) ?? '';
  const spec = objectsOf(checked()).get(job(checked())).spec as JobSpec;
  expect(spec).toMatchObject({
    activeDeadlineSeconds: 600,
    template: { spec: { automountServiceAccountToken: false } },
  });
  expect(spec.template.spec).not.toHaveProperty('initContainers');
  expect(mounts(spec.template.spec.containers[0])).toEqual({
    scripts: '/pgfleet/scripts ro',
    reports: '/pgfleet/reports',
  });
  expect(job(checked({ report: undefined }))).toBe('');
  expect(job(checked({}, { suspended: true }))).toBe('');
});

describe('what a check reads', () => {
  test('names and queries are data, one line for each', () => {
    expect(files(checked())).toMatchObject({
      databases: 'all\n',
      'tables.json': [
        '[',
        '  {"database":"orders","schema":"public","name":"customers","rows":null},',
        '  {"database":"orders","schema":"shop","name":"orders","rows":1}',
        ']',
        '',
      ].join('\n'),
    });
    expect(JSON.parse(files(checked())['expect.json'] ?? '')).toEqual(checks.expectations);
    expect(JSON.parse(files(checked({ tables: [] }))['tables.json'] ?? '')).toEqual([]);
  });

  test('a database that is called all is no word', () => {
    expect(files(checked({ databases: ['all', 'a"b\\'] })).databases).toBe('"all"\n"a\\"b\\\\"\n');
  });
});
