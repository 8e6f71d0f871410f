import { configMap, container, object, statefulSet } from '../manifests';
import { type Cases, change } from './case';

const labels = { 'app.kubernetes.io/part-of': 'pgfleet', 'app.kubernetes.io/version': '17' };
const own = (name: string, data: Readonly<Record<string, string>>) =>
  object('v1/ConfigMap', { data }, { name, labels });
const parameters = (text: string) => own('db-config', { 'postgresql.conf': text });
const files = (data: Readonly<Record<string, string>>) => own('db-config', data);
const scriptOfJobs = (text: string) => own('db-check-scripts', { 'check.sh': text });
const mounted = [{ name: 'scripts', configMap: { name: 'db-check-scripts' } }];
const job = object('batch/v1/CronJob', {
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [container()], volumes: mounted } } } },
  },
});
const annotated = (hash: string) =>
  statefulSet(
    {},
    { template: { metadata: { labels: { app: 'db' }, annotations: { hash } }, spec: { containers: [container()] } } },
  );
const restarts = (before: string, after: string) =>
  [
    [parameters(before), annotated('1')],
    [parameters(after), annotated('2')],
  ] as const;

const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const database = (fields: Readonly<Record<string, unknown>>, pod: Readonly<Record<string, unknown>> = {}) =>
  statefulSet({ volumes, containers: [container(fields)], ...pod });
const memory = (limit: string, buffers: string) => [
  statefulSet({
    volumes: [{ name: 'config', configMap: { name: 'db-config' } }],
    containers: [container({ resources: { limits: { memory: limit } } })],
  }),
  parameters(`shared_buffers = '${buffers}'`),
];

const repository = (...lines: readonly string[]) =>
  own('db-backup', { 'pgbackrest.conf': ['[global]', ...lines].join('\n') });
const record = (data: Readonly<Record<string, string>>) => own('pgfleet-environment', data);

const vdb = (spec: Readonly<Record<string, unknown>>) => object('core.delphix.com/v1alpha1/PostgresVDB', { spec });

export const databases: Cases = {
  'parameter-restart': {
    finds: [change('with the annotation of the Pod', ...restarts("shared_buffers = '1GB'", "shared_buffers = '2GB'"))],
    passes: [
      change('that a reload applies', ...restarts("work_mem = '4MB'", "work_mem = '8MB'")),
      change('without the annotation', parameters("shared_buffers = '1GB'"), parameters("shared_buffers = '2GB'")),
    ],
  },
  'parameter-not-picked-up': {
    finds: [
      change(
        'without the annotation of the Pod',
        parameters("max_connections = '100'"),
        parameters("max_connections = '200'"),
      ),
    ],
    passes: [
      change('with it', ...restarts("max_connections = '100'", "max_connections = '200'")),
      change('that a reload applies', parameters("work_mem = '4MB'"), parameters("work_mem = '8MB'")),
    ],
  },
  'parameter-reload': {
    finds: [
      change('of a session', parameters("work_mem = '4MB'"), parameters("work_mem = '8MB'")),
      change('of the server', parameters(''), parameters("checkpoint_timeout = '15min'")),
    ],
    passes: [
      change('that needs a restart', parameters("shared_buffers = '1GB'"), parameters("shared_buffers = '2GB'")),
      change('whose comment changes', parameters("work_mem = '4MB' # a"), parameters("work_mem = '4MB' # b")),
    ],
  },
  'parameter-unknown-effect': {
    finds: [change('of an extension', parameters(''), parameters("thing.size = '1'"))],
    passes: [change('of the server', parameters("work_mem = '4MB'"), parameters("work_mem = '8MB'"))],
  },
  'configuration-reload': {
    finds: [
      change('of who may connect', files({ 'pg_hba.conf': 'a' }), files({ 'pg_hba.conf': 'b' })),
      change('of comments only', parameters("work_mem = '4MB' # a"), parameters("work_mem = '4MB' # b")),
    ],
    passes: [change('of somebody else', configMap({ 'pg_hba.conf': 'a' }), configMap({ 'pg_hba.conf': 'b' }))],
  },
  'read-at-start': {
    finds: [
      change('about checksums', files({}), files({ 'enable-checksums': 'yes\n' })),
      change('a script', own('db-scripts', { 'start.sh': 'a' }), own('db-scripts', { 'start.sh': 'b' })),
    ],
    passes: [
      change('a parameter', parameters("work_mem = '4MB'"), parameters("work_mem = '8MB'")),
      change('SQL', own('db-scripts', { 'password.sql': 'a' }), own('db-scripts', { 'password.sql': 'b' })),
      change('a script of Jobs', [scriptOfJobs('a'), job], [scriptOfJobs('b'), job]),
    ],
  },
  'init-sql-ignored': {
    finds: [
      change(
        'of existing data',
        own('db-init-sql', { '000-schema.sql': 'a' }),
        own('db-init-sql', { '000-schema.sql': 'b' }),
      ),
    ],
    passes: [change('of somebody else', configMap({ a: '1' }, 'db-init-sql'), configMap({ a: '2' }, 'db-init-sql'))],
  },
  'memory-exceeded': {
    finds: [
      change('by the parameter', memory('512Mi', '128MB'), memory('512Mi', '512MB')),
      change('by the limit', memory('1Gi', '512MB'), memory('512Mi', '512MB')),
      change(
        'by an argument',
        database({ resources: { limits: { memory: '512Mi' } } }),
        database({ args: ['-c', 'shared_buffers=1GB'], resources: { limits: { memory: '512Mi' } } }),
      ),
    ],
    passes: [change('by nothing', memory('512Mi', '128MB'), memory('512Mi', '256MB'))],
  },
  'major-version-changed': {
    finds: [
      change('by the image', database({ image: 'postgres:15' }), database({ image: 'postgres:17' })),
      change(
        'by our own image',
        database({ image: 'registry.example:5000/pgfleet-postgres:15', env: [{ name: 'PGFLEET_MAJOR', value: '15' }] }),
        database({ image: 'registry.example:5000/pgfleet-postgres:17', env: [{ name: 'PGFLEET_MAJOR', value: '17' }] }),
      ),
    ],
    passes: [
      change('by a minor version', database({ image: 'postgres:17.1' }), database({ image: 'postgres:17.2' })),
      change(
        'without data',
        statefulSet({ containers: [container({ image: 'postgres:15' })] }),
        statefulSet({ containers: [container({ image: 'postgres:17' })] }),
      ),
    ],
  },
  'image-base-changed': {
    finds: [change('to Alpine', database({ image: 'postgres:17' }), database({ image: 'postgres:17-alpine' }))],
    passes: [change('to a minor version', database({ image: 'postgres:17.1' }), database({ image: 'postgres:17.2' }))],
  },
  'image-unknown': {
    finds: [
      change(
        'in another repository',
        database({ image: 'postgres:17' }),
        database({ image: 'registry.example/my-postgres:17' }),
      ),
      change(
        'by a digest alone',
        database({ image: 'postgres:17' }),
        database({ image: `postgres@sha256:${'0'.repeat(64)}` }),
      ),
    ],
    passes: [change('with a version', database({ image: 'postgres:17.1' }), database({ image: 'postgres:17.2' }))],
  },
  'user-changed': {
    finds: [
      change(
        'of a Pod with data',
        database({}, { securityContext: { runAsUser: 999 } }),
        database({}, { securityContext: { runAsUser: 70 } }),
      ),
    ],
    passes: [
      change('that is written for the first time', database({}), database({}, { securityContext: { runAsUser: 999 } })),
    ],
  },
  'data-directory-changed': {
    finds: [
      change(
        'by PGDATA',
        database({ env: [{ name: 'PGDATA', value: '/pgdata/a' }] }),
        database({ env: [{ name: 'PGDATA', value: '/pgdata/b' }] }),
      ),
      change(
        'by the mount',
        database({ volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql/data' }] }),
        database({ volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql' }] }),
      ),
    ],
    passes: [change('by nothing', database({ image: 'postgres:17.1' }), database({ image: 'postgres:17.2' }))],
  },
  'database-renamed': {
    finds: [
      change(
        'of ours',
        database({ env: [{ name: 'PGFLEET_DATABASE', value: 'a' }] }),
        database({ env: [{ name: 'PGFLEET_DATABASE', value: 'b' }] }),
      ),
    ],
    passes: [
      change(
        'and no name',
        database({ env: [{ name: 'A', value: 'a' }] }),
        database({ env: [{ name: 'A', value: 'b' }] }),
      ),
    ],
  },
  'repository-moved': {
    finds: [
      change('to another bucket', repository('repo1-s3-bucket=a'), repository('repo1-s3-bucket=b')),
      change('to another path', repository('repo1-path=/a'), repository('repo1-path=/b')),
    ],
    passes: [change('to nowhere', repository('repo1-path=/a'), repository('repo1-path=/a', 'process-max=2'))],
  },
  'repository-cipher-changed': {
    finds: [
      change('to one', repository('repo1-path=/a'), repository('repo1-path=/a', 'repo1-cipher-type=aes-256-cbc')),
    ],
    passes: [change('to nothing', repository('repo1-path=/a'), repository('repo1-path=/a', 'compress-type=zst'))],
  },
  'retention-lowered': {
    finds: [
      change('to fewer', repository('repo1-retention-full=4'), repository('repo1-retention-full=2')),
      change('from everything', repository('repo1-path=/a'), repository('repo1-path=/a', 'repo1-retention-full=2')),
      change(
        'to another unit',
        repository('repo1-retention-full-type=time'),
        repository('repo1-retention-full-type=count'),
      ),
    ],
    passes: [change('to more', repository('repo1-retention-full=2'), repository('repo1-retention-full=4'))],
  },
  'backup-configuration': {
    finds: [
      change(
        'of compression',
        repository('repo1-path=/a', 'compress-level=3'),
        repository('repo1-path=/a', 'compress-level=6'),
      ),
      change('to more backups', repository('repo1-retention-full=2'), repository('repo1-retention-full=4')),
    ],
    passes: [change('of the place', repository('repo1-path=/a'), repository('repo1-path=/b'))],
  },
  'deletion-policy-delete': {
    finds: [change('from Retain', record({ deletionPolicy: 'Retain' }), record({ deletionPolicy: 'Delete' }))],
    passes: [change('to Retain', record({ deletionPolicy: 'Delete' }), record({ deletionPolicy: 'Retain' }))],
  },
  'environment-moved': {
    finds: [change('to another cluster', record({ cluster: 'a' }), record({ cluster: 'b' }))],
    passes: [change('to another owner', record({ owner: 'a' }), record({ owner: 'b' }))],
  },
  'backup-method-changed': {
    finds: [change('to none', record({ backupMethod: 'pgBackRest' }), record({ backupMethod: 'none' }))],
    passes: [change('from none', record({ backupMethod: 'none' }), record({ backupMethod: 'pgBackRest' }))],
  },
  'record-changed': {
    finds: [change('of the owner', record({ owner: 'a' }), record({ owner: 'b' }))],
    passes: [change('of the cluster', record({ cluster: 'a' }), record({ cluster: 'b' }))],
  },
  'vdb-source-changed': {
    finds: [
      change('to another', vdb({ source: { reference: 'a' } }), vdb({ source: { reference: 'b' } })),
      change('of another owner', vdb({ OwnershipSpec: '999:999' }), vdb({ OwnershipSpec: '1000:1000' })),
    ],
    passes: [
      change('with another image', vdb({ image: 'a' }), vdb({ image: 'b' })),
      change('and switched off', vdb({ enabled: true }), vdb({ enabled: false })),
    ],
  },
  'vdb-restart': {
    finds: [
      change('by its resources', vdb({ resources: { cpu: 1 } }), vdb({ resources: { cpu: 2 } })),
      change('that is switched off', vdb({ enabled: true }), vdb({ enabled: false })),
    ],
    passes: [change('by another source', vdb({ source: { reference: 'a' } }), vdb({ source: { reference: 'b' } }))],
  },
  'action-discards-data': {
    finds: [
      change('by its kind', undefined, object('actions.delphix.com/v1alpha1/VDBRefresh')),
      change('by its kind of PostgreSQL', undefined, object('actions.delphix.com/v1alpha1/PostgresRewind')),
      change(
        'by its own word',
        undefined,
        object('example.org/v1/Thing', {}, { annotations: { 'pgfleet.dev/danger': 'discards-data' } }),
      ),
    ],
    passes: [change('that keeps it', undefined, object('actions.delphix.com/v1alpha1/VDBSnapshot'))],
  },
};
