import type { DatabaseEnvironment, PgBackRestBackup, Repository } from '../../lib/defaults/environment';
import { exampleEnvironment, pgBackRest, pgDump, s3Repository, volumeRepository } from './example-environment';
import { objectsOf } from './find';

interface JobSpec {
  readonly activeDeadlineSeconds: number;
  readonly backoffLimit: number;
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly affinity?: unknown;
      readonly containers: readonly {
        readonly command: readonly string[];
        readonly image: string;
        readonly env: readonly { readonly name: string; readonly value: string }[];
        readonly securityContext: unknown;
        readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
      }[];
      readonly volumes: readonly { readonly name: string }[];
    };
  };
}

const backedUp = (change: Partial<PgBackRestBackup>, more: Partial<DatabaseEnvironment> = {}) =>
  exampleEnvironment({ backup: { ...pgBackRest, ...change }, ...more });
const cronJob = (env: DatabaseEnvironment, name: string) =>
  objectsOf(env).get(`CronJob/postgres-${name}`).spec as { jobTemplate: { spec: JobSpec } };
const jobOf = (env: DatabaseEnvironment, name: string) => cronJob(env, name).jobTemplate.spec;
const containerOf = (env: DatabaseEnvironment, name: string) => {
  const [container] = jobOf(env, name).template.spec.containers;
  if (container === undefined) throw new Error('no container');
  return container;
};
const variablesOf = (env: DatabaseEnvironment, name: string) =>
  Object.fromEntries(containerOf(env, name).env.map((variable) => [variable.name, variable.value]));
const initialName = (env: DatabaseEnvironment) =>
  objectsOf(env).keys.find((key) => key.startsWith('Job/postgres-backup-initial'));
const volumeOf = (env: DatabaseEnvironment, name: string, volume: string) =>
  jobOf(env, name).template.spec.volumes.find((each) => each.name === volume);
const files = (env: DatabaseEnvironment): Record<string, string> =>
  objectsOf(env).get('ConfigMap/postgres-backup').data;

test('a backup that fails has failed: one attempt, bounded, with its log kept, and a Pod that was moved does not count', () => {
  expect(cronJob(exampleEnvironment(), 'backup-full')).toMatchObject({
    schedule: '17 2 * * 0',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      // So that Jobs are found by the labels of their environment.
      metadata: { labels: { 'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/component': 'backup' } },
      spec: {
        activeDeadlineSeconds: 21_600,
        backoffLimit: 0,
        podFailurePolicy: {
          rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
        },
        template: { spec: { restartPolicy: 'Never', automountServiceAccountToken: false } },
      },
    },
  });
  expect(jobOf(exampleEnvironment(), 'backup-full')).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('each type of backup is a schedule of the same script', () => {
  const schedules = (['full', 'differential', 'incremental'] as const).map((type) => ({ type, schedule: '0 1 * * *' }));
  const env = backedUp({ schedules });
  for (const type of ['full', 'diff', 'incr']) {
    expect(variablesOf(env, `backup-${type}`).PGFLEET_BACKUP_TYPE).toBe(type);
    expect(containerOf(env, `backup-${type}`).command).toEqual(['bash', '/pgfleet/scripts/backup.sh']);
  }
});

test('a Job is told where the database is, and finds pgBackRest configured as its client', () => {
  expect(variablesOf(exampleEnvironment(), 'verify')).toEqual({
    PGFLEET_ENVIRONMENT: 'orders',
    PGFLEET_GENERATION: '1',
    PGFLEET_HOST: 'postgres-0.postgres-headless.postgres-orders.svc',
    PGFLEET_MAJOR: '17',
    PGFLEET_DATABASE: 'orders',
    PGFLEET_OWNER: 'orders',
    PGFLEET_WAIT_SECONDS: '600',
    PGFLEET_MAX_AGE_SECONDS: '111600',
    PGBACKREST_CONFIG: '/pgfleet/backup/client.conf',
    PGBACKREST_CONFIG_INCLUDE_PATH: '/run/pgbackrest',
    PGBACKREST_STANZA: 'main',
  });
});

test('Job and database know the generation, so that no Job makes a stanza of the one before', () => {
  const env = exampleEnvironment({}, { generation: 3 });
  expect(variablesOf(env, 'backup-full').PGFLEET_GENERATION).toBe('3');
  expect(JSON.stringify(objectsOf(env).get('StatefulSet/postgres'))).toContain(
    '{"name":"PGFLEET_GENERATION","value":"3"}',
  );
});

test('waiting for the database leaves half of the deadline for the backup', () => {
  expect(variablesOf(backedUp({ deadlineSeconds: 301 }), 'backup-full').PGFLEET_WAIT_SECONDS).toBe('151');
});

test('every Job passes Pod Security restricted and has a policy of its own component', () => {
  for (const [name, component] of [
    ['backup-full', 'backup'],
    ['verify', 'backup'],
    ['drill', 'drill'],
  ] as const) {
    expect(containerOf(exampleEnvironment(), name).securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    expect(jobOf(exampleEnvironment(), name).template.metadata.labels['app.kubernetes.io/component']).toBe(component);
  }
});

test('a Job starts without its Secrets, so that its log can say which one is missing', () => {
  expect(volumeOf(exampleEnvironment(), 'verify', 'tls')).toMatchObject({
    secret: {
      secretName: 'postgres-tls',
      items: [
        { key: 'client.crt', path: 'tls.crt' },
        { key: 'client.key', path: 'tls.key' },
        { key: 'ca.crt', path: 'ca.crt' },
      ],
      optional: true,
    },
  });
  expect(volumeOf(exampleEnvironment(), 'verify', 'repository')).toMatchObject({
    projected: { sources: Array.from({ length: 3 }, () => ({ secret: expect.objectContaining({ optional: true }) })) },
  });
});

test('the account of the Jobs has no token, and carries workload identity with its labels', () => {
  const serviceAccount = { annotations: { 'example.com/role': 'backup' }, podLabels: { 'example.com/use': 'true' } };
  const env = exampleEnvironment({ serviceAccount });
  expect(objectsOf(env).get('ServiceAccount/postgres-backup')).toMatchObject({
    metadata: { annotations: { 'example.com/role': 'backup' } },
    automountServiceAccountToken: false,
  });
  expect(jobOf(env, 'drill').template.metadata.labels['example.com/use']).toBe('true');
});

test('suspended, nothing is scheduled and nothing is begun', () => {
  const env = exampleEnvironment({ suspended: true });
  const cronJobs = objectsOf(env).keys.filter((key) => key.startsWith('CronJob/'));
  expect(cronJobs.map((key) => (objectsOf(env).get(key).spec as { suspend: boolean }).suspend)).toEqual(
    cronJobs.map(() => true),
  );
  expect(initialName(env)).toBeUndefined();
});

describe('the first backup', () => {
  test('waits longer than the others, for a database that is still being restored', () => {
    const env = exampleEnvironment();
    const spec = objectsOf(env).get(initialName(env) ?? '').spec as JobSpec;
    expect(spec.template.spec.containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: 'PGFLEET_BACKUP_TYPE', value: 'initial' },
        { name: 'PGFLEET_WAIT_SECONDS', value: '3600' },
      ]),
    );
  });

  test('is made again for another repository, or a repaired one', () => {
    const before = initialName(exampleEnvironment());
    const other = (change: object) => backedUp({ repositories: [{ ...s3Repository, ...change } as Repository] });
    expect(initialName(other({ path: '/in-cluster/orders/2' }))).not.toBe(before);
    expect(initialName(other({ uriStyle: 'host' }))).not.toBe(before);
    const pem = (text: string) => initialName(other({ ca: { from: 'file', file: 'ca.pem', pem: text } }));
    expect(pem('one')).not.toBe(pem('two'));
  });

  test('is not made again for another retention or schedule', () => {
    const env = backedUp({ retention: { type: 'count', full: 9, differential: 2 }, schedules: [], verify: undefined });
    expect(initialName(env)).toBe(initialName(exampleEnvironment()));
  });
});

describe('the drill', () => {
  test('restores into a volume as large as data and log, which is gone with the Pod and selected by nothing else', () => {
    const storage = {
      ...exampleEnvironment().database.storage,
      walSize: '5Gi',
      walSizeBytes: 5 * 1024 ** 3,
      storageClass: 'fast',
    };
    const volume = volumeOf(exampleEnvironment({}, { storage }), 'drill', 'data');
    expect(volume).toMatchObject({
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: { 'app.kubernetes.io/component': 'drill' } },
          spec: { storageClassName: 'fast', resources: { requests: { storage: '25Gi' } } },
        },
      },
    });
  });

  test('gives its volume back: a claim that was made for a Pod stays as long as the Pod does', () => {
    expect(cronJob(exampleEnvironment(), 'drill')).toMatchObject({
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { ttlSecondsAfterFinished: 172_800 } },
    });
  });

  test('has the configuration of the database and of its repository, and no certificate: it asks the database nothing', () => {
    const env = exampleEnvironment();
    expect(variablesOf(env, 'drill')).toMatchObject({
      PGDATA: '/pgdata/data',
      PGBACKREST_CONFIG: '/pgfleet/backup/pgbackrest.conf',
    });
    expect(containerOf(env, 'drill').volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
      '/pgdata',
      '/pgfleet/config',
      '/pgfleet/scripts',
      '/pgfleet/backup',
      '/pgfleet/repository',
      '/run/pgbackrest',
      '/tmp',
    ]);
  });

  test('gets its query as a file, to the byte, never as a word of a command', () => {
    const query = { sql: '\'; \\! id\n$(touch x) "', equals: '\n' };
    const env = backedUp({ drill: { schedule: '0 8 * * 0', query } });
    expect(files(env)).toMatchObject({ 'drill.sql': query.sql, 'drill-equals': query.equals });
    expect(JSON.stringify(jobOf(env, 'drill'))).not.toContain('touch');
  });

  test('without a query has no file of one, and nothing is left of a drill or verification that is not wanted', () => {
    expect(files(backedUp({ drill: { schedule: '0 8 * * 0', query: undefined } }))).not.toHaveProperty(['drill.sql']);
    const { keys } = objectsOf(backedUp({ drill: undefined, verify: undefined }));
    expect(keys.filter((key) => /drill|verify/.test(key))).toEqual([]);
  });
});

describe('the repository', () => {
  test('is described for people, with the origin of every file that it needs', () => {
    expect(files(exampleEnvironment())).toMatchObject({
      repository: 's3://backups/in-cluster/orders/1 at minio.storage.svc:9000\n',
      needs: [
        's3-key\tkey AWS_ACCESS_KEY_ID of the Secret s3-keys\n',
        's3-key-secret\tkey AWS_SECRET_ACCESS_KEY of the Secret s3-keys\n',
        'ca.crt\tkey tls.crt of the Secret minio-ca\n',
      ].join(''),
      stanza: 'main\n',
    });
  });

  const withCa = (ca: object) => backedUp({ repositories: [{ ...s3Repository, ca } as Repository] });

  test('trusts an authority from a file, by a ConfigMap of ours', () => {
    const env = withCa({ from: 'file', file: 'minio.pem', pem: 'PEM\n' });
    expect(objectsOf(env).get('ConfigMap/postgres-repository-ca').data).toEqual({ 'ca.crt': 'PEM\n' });
    expect(files(env).needs).toContain('ca.crt\tkey ca.crt of the ConfigMap postgres-repository-ca\n');
    expect(volumeOf(env, 'drill', 'repository')).toMatchObject({
      projected: {
        sources: expect.arrayContaining([
          {
            configMap: { name: 'postgres-repository-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }], optional: true },
          },
        ]),
      },
    });
  });

  test("trusts an authority in a ConfigMap of the user's", () => {
    expect(files(withCa({ from: 'configMap', name: 'trust', key: 'root.pem' })).needs).toContain(
      'ca.crt\tkey root.pem of the ConfigMap trust\n',
    );
  });

  test('trusts an authority from an external store, by a Secret that External Secrets makes', () => {
    const store = { name: 'storage-namespace', kind: 'ClusterSecretStore' };
    const env = withCa({ from: 'externalSecret', store, remote: { key: 'minio-ca', property: 'tls.crt' } });
    expect(objectsOf(env).get('ExternalSecret/postgres-repository-ca')).toMatchObject({
      spec: {
        secretStoreRef: store,
        target: { name: 'postgres-repository-ca' },
        data: [{ secretKey: 'ca.crt', remoteRef: { key: 'minio-ca', property: 'tls.crt' } }],
      },
    });
    expect(files(env).needs).toContain('ca.crt\tkey ca.crt of the Secret postgres-repository-ca\n');
  });

  test('on a volume is a claim of its own without a generation, and its Jobs run beside the database', () => {
    const env = backedUp({ repositories: [volumeRepository] });
    expect(objectsOf(env).get('PersistentVolumeClaim/postgres-repository')).toMatchObject({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Gi' } } },
    });
    expect(files(env).repository).toBe('/in-cluster/orders/1 on the volume postgres-repository\n');
    for (const name of ['backup-full', 'verify', 'drill']) {
      expect(volumeOf(env, name, 'repository-volume')).toEqual({
        name: 'repository-volume',
        persistentVolumeClaim: { claimName: 'postgres-repository' },
      });
      expect(jobOf(env, name).template.spec.affinity).toMatchObject({
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'database' } },
              topologyKey: 'kubernetes.io/hostname',
            },
          ],
        },
      });
    }
  });
});

describe('dumps', () => {
  const images = { postgres: 'registry.example/postgres:17', tools: 'registry.example/tools:1' };
  const env = exampleEnvironment({ backup: pgDump, images });

  test('are one schedule, with an image of its own', () => {
    expect(objectsOf(env).keys.filter((key) => /^(Cron)?Job\//.test(key) && !key.includes('credentials'))).toEqual([
      'CronJob/postgres-dump',
    ]);
    expect(containerOf(env, 'dump')).toMatchObject({
      image: 'registry.example/tools:1',
      command: ['bash', '/pgfleet/scripts/dump.sh'],
    });
  });

  test('are told how many to keep, and have no stanza', () => {
    expect(variablesOf(env, 'dump')).toMatchObject({
      PGFLEET_RETENTION: '7',
      PGBACKREST_CONFIG: '/pgfleet/backup/pgbackrest.conf',
    });
    expect(variablesOf(env, 'dump')).not.toHaveProperty('PGBACKREST_STANZA');
    expect(Object.keys(files(env)).sort()).toEqual(['needs', 'pgbackrest.conf', 'repository']);
  });

  test('on a volume are mounted by the Job alone, wherever it runs', () => {
    const onVolume = exampleEnvironment({ backup: { ...pgDump, repositories: [volumeRepository] } });
    expect(volumeOf(onVolume, 'dump', 'repository-volume')).toBeDefined();
    expect(jobOf(onVolume, 'dump').template.spec).not.toHaveProperty('affinity');
    expect(JSON.stringify(objectsOf(onVolume).get('StatefulSet/postgres'))).not.toContain('repository-volume');
  });
});
