import { backupJob, listJob } from '../../../lib/cli/backup/job';
import { causesOf, resultOf } from '../../../lib/cli/job-wait';
import { isProblem, problemOf } from '../../../lib/cli/kubectl';

/** As `kubectl create job --from=cronjob/postgres-backup-full --dry-run=client -o json` prints it. */
const template = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'x',
    creationTimestamp: null,
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'postgres-backup-full', uid: '1' }],
  },
  spec: {
    activeDeadlineSeconds: 21600,
    template: {
      metadata: { labels: { app: 'x' } },
      spec: {
        affinity: { podAffinity: {} },
        containers: [
          {
            name: 'backup',
            command: ['bash', '/pgfleet/scripts/backup.sh'],
            env: [
              { name: 'PGFLEET_BACKUP_TYPE', value: 'full' },
              { name: 'PGFLEET_MAJOR', value: '17' },
            ],
          },
        ],
      },
    },
  },
  status: {},
};

test('a backup by hand differs from the scheduled one in its name, its type and its end', () => {
  expect(backupJob(template, 'postgres-backup-manual', 'differential')).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      generateName: 'postgres-backup-manual-',
      annotations: template.metadata.annotations,
      ownerReferences: template.metadata.ownerReferences,
    },
    spec: {
      activeDeadlineSeconds: 21600,
      ttlSecondsAfterFinished: 86400,
      template: {
        metadata: template.spec.template.metadata,
        spec: {
          affinity: { podAffinity: {} },
          containers: [
            {
              name: 'backup',
              command: ['bash', '/pgfleet/scripts/backup.sh'],
              env: [
                { name: 'PGFLEET_MAJOR', value: '17' },
                { name: 'PGFLEET_BACKUP_TYPE', value: 'diff' },
              ],
            },
          ],
        },
      },
    },
  });
});

test('a dump keeps its variables', () => {
  const { spec } = backupJob(template, 'postgres-dump-manual', undefined) as unknown as typeof template;
  expect(spec.template).toEqual(template.spec.template);
});

test('a list asks the same script for something else, belongs to no CronJob, and ends soon', () => {
  const { metadata, spec } = listJob(template, 'postgres-backup-list', {
    seconds: 300,
    pinned: true,
    variables: { PGBACKREST_REPO1_PATH: '/c/orders/1' },
  }) as unknown as typeof template;
  expect(metadata).toEqual({ generateName: 'postgres-backup-list-' });
  expect(spec.template.spec.containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'PGFLEET_ACTION', value: 'list' },
      { name: 'PGBACKREST_REPO1_PATH', value: '/c/orders/1' },
    ]),
  );
  expect(spec).toMatchObject({ activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 3600 });
  expect(spec.template.spec.affinity).toEqual({ podAffinity: {} });
});

test('without a database Pod a list runs on any node', () => {
  const { spec } = listJob(template, 'postgres-backup-list', {
    seconds: 300,
    pinned: false,
    variables: {},
  }) as unknown as typeof template;
  expect(spec.template.spec).not.toHaveProperty('affinity');
});

test('the result is the last line that says so', () => {
  const log = 'P00 INFO: x\npgfleet-result: {"label":"a"}\nmore\npgfleet-result: {"label":"b"}\n';
  expect(resultOf(log)).toEqual({ label: 'b' });
  expect(resultOf('no such line')).toBeUndefined();
  expect(resultOf('pgfleet-result: {"label"')).toBeUndefined();
});

test('causes are the lines of our scripts, else the end of the log', () => {
  expect(causesOf('P00 ERROR: [103]: x\npgfleet backup: the bucket does not exist\n')).toEqual([
    'pgfleet backup: the bucket does not exist',
  ]);
  expect(causesOf(Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n'))).toHaveLength(12);
});

test.each([
  ['error: context "nope" does not exist', 'KUBECONFIG has no context "prod"'],
  [
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    'kubectl knows no cluster',
  ],
  ['error: current-context is not set', 'kubectl knows no cluster'],
  [
    'E1121 03:00:00.1 1 memcache.go:265] x\nUnable to connect to the server: dial tcp: lookup k8s: no such host',
    'the cluster does not answer (Unable to connect',
  ],
  ['The connection to the server 10.0.0.1:6443 was refused', 'the cluster does not answer'],
  ['error: You must be logged in to the server (Unauthorized)', 'the cluster does not know you'],
  ['Error from server (Forbidden): jobs.batch is forbidden: User "me"', 'you may not do that in the namespace shop'],
  [
    'Error from server (NotFound): namespaces "shop" not found',
    'there is no namespace shop in this cluster: is the context prod',
  ],
  ['Error from server (InternalError): something else', 'something else'],
])('%s', (stderr, words) => {
  expect(problemOf(stderr, { namespace: 'shop', context: 'prod' }).problem).toContain(words);
});

test('an object with a field of that name is no problem', () => {
  expect(isProblem({ kind: 'Job', problem: 'x' } as object)).toBe(false);
  expect(isProblem({ problem: 'x' })).toBe(true);
  expect(isProblem(undefined)).toBe(false);
});
