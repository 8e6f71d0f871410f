import { riskClasses } from '../../lib/plan/change';
import { type PlanContext, planManifests } from '../../lib/plan/plan';
import { container, deployment } from './manifests';
import { rendered } from './rendered';

const database = (...lines: readonly string[]): string =>
  ['profile: development', 'database:', '  name: orders', '  owner: orders', ...lines, ''].join('\n');
const top = (...lines: readonly string[]): string => `${database()}${lines.join('\n')}\n`;
const s3 = (bucket: string) =>
  top(
    'backup:',
    '  method: pgBackRest',
    `  repository: {type: s3, bucket: ${bucket}, endpoint: minio.storage.svc, region: us-east-1, credentialsSecret: s3-keys}`,
    '  retention: {full: 2}',
  );

/** `class code Kind/name path` of everything that is more than in place. */
const plan = (before: string | undefined, after: string | undefined, context?: PlanContext): readonly string[] => {
  const [from, to] = [before, after].map((values) => (values === undefined ? [] : rendered(values)));
  return planManifests(from ?? [], to ?? [], context)
    .filter((change) => riskClasses.indexOf(change.class) > riskClasses.indexOf('in-place'))
    .map(({ class: risk, code, object, path }) => `${risk} ${code} ${object.kind}/${object.name} ${path}`.trim());
};

test('an environment that does not change gives no finding', () => {
  expect(planManifests(rendered(database()), rendered(database()))).toEqual([]);
});

test('keys and lists of values in another order give no finding', () => {
  const [a, b] = ['access: {namespaces: [shop, web]}', 'quota: {cpu: "4", memory: 8Gi, storage: 50Gi}'];
  expect(planManifests(rendered(top(a, b)), rendered(top(b, a)))).toEqual([]);
});

test('shared_buffers restarts the Pod, by its parameter and by the annotation', () => {
  expect(plan(database(), database('  parameters: {shared_buffers: 96MB}'))).toEqual([
    'restart parameter-restart ConfigMap/postgres-config data["postgresql.conf"].shared_buffers',
    'restart pod-restart StatefulSet/postgres spec.template.metadata.annotations["pgfleet.dev/restart-settings"]',
  ]);
});

test('work_mem is reloaded, and nothing else happens', () => {
  expect(plan(database(), database('  parameters: {work_mem: 7MB}'))).toEqual([
    'reload parameter-reload ConfigMap/postgres-config data["postgresql.conf"].work_mem',
  ]);
});

test('another major version does not start on the old data', () => {
  const images = 'images: {postgres: {"15": registry.example/pg:15, "17": registry.example/pg:17}}\n';
  const found = plan(`${images}${database('  version: "15"')}`, `${images}${database('  version: "17"')}`);
  expect(found).toContain(
    'start-fails major-version-changed StatefulSet/postgres spec.template.spec.containers[postgres].image',
  );
});

test('a raised generation starts beside the old data', () => {
  expect(plan(database(), database('  generation: 2'))).toEqual(
    expect.arrayContaining([
      'data-loss data-orphaned PersistentVolumeClaim/postgres-data-1',
      'data-loss data-volume-changed StatefulSet/postgres spec.template.spec.volumes',
    ]),
  );
});

test('storage that shrinks is refused', () => {
  expect(plan(database('  storage: {size: 4Gi}'), database('  storage: {size: 2Gi}'))).toContain(
    'refused claim-shrinks PersistentVolumeClaim/postgres-data-1 spec.resources.requests.storage',
  );
});

test.each([
  ['grows where the class allows it', { storageClasses: { fast: { expandable: true } } }, undefined],
  ['is refused where it does not', { storageClasses: { fast: { expandable: false } } }, 'refused claim-cannot-grow'],
  ['is not known without a word about the class', {}, 'unclassified claim-growth-unknown'],
])('storage that grows %s', (_, context, expected) => {
  const size = (size: string) => database(`  storage: {size: ${size}, storageClass: fast}`);
  const found = plan(size('2Gi'), size('4Gi'), context).filter((line) => line.includes('PersistentVolumeClaim'));
  const path = 'PersistentVolumeClaim/postgres-data-1 spec.resources.requests.storage';
  expect(found).toEqual(expected === undefined ? [] : [`${expected} ${path}`]);
});

test('another class of storage is refused', () => {
  const of = (name: string) => database(`  storage: {size: 2Gi, storageClass: ${name}}`);
  expect(plan(of('fast'), of('slow'))).toEqual([
    'refused field-refused PersistentVolumeClaim/postgres-data-1 spec.storageClassName',
  ]);
});

test('a Service that becomes public is a matter of security', () => {
  const found = plan(
    top('tls: {required: true}'),
    top('tls: {required: true}', 'access: {public: {sourceRanges: [203.0.113.0/24]}}'),
  );
  expect(found).toEqual(
    expect.arrayContaining([
      'security service-public Service/postgres-public spec.type',
      'security network-policy-opened NetworkPolicy/postgres-database spec',
    ]),
  );
});

test('a bucket of backups that moves leaves the old ones behind', () => {
  expect(plan(s3('backups'), s3('other'))).toEqual(
    expect.arrayContaining([
      'data-loss repository-moved ConfigMap/postgres-backup data["pgbackrest.conf"].global/repo1-s3-bucket',
    ]),
  );
});

test('another source of the password is not known to be there', () => {
  const found = plan(database(), top('credentials: {source: existing, secret: login}'));
  expect(found).toContain('unclassified secret-source-changed StatefulSet/postgres spec.template.spec');
});

test('a database of another name leaves the old one behind', () => {
  const found = plan(database(), database().replace('name: orders', 'name: sales'));
  expect(found).toContain(
    'data-loss database-renamed StatefulSet/postgres spec.template.spec.containers[postgres].env[PGFLEET_DATABASE].value',
  );
});

test('a workload of another name starts empty, and leaves the old one behind', () => {
  const found = plan(database(), top('name: other'));
  expect(found).toEqual(
    expect.arrayContaining([
      'data-loss data-orphaned StatefulSet/postgres',
      'data-loss data-orphaned PersistentVolumeClaim/postgres-data-1',
    ]),
  );
});

test('an environment that is removed under Retain leaves its data behind', () => {
  const found = plan(top('deletionPolicy: Retain'), undefined);
  expect(found.filter((line) => line.startsWith('data-loss'))).toEqual([
    'data-loss data-orphaned Namespace/postgres-orders',
    'data-loss data-orphaned PersistentVolumeClaim/postgres-data-1',
    'data-loss data-orphaned StatefulSet/postgres',
  ]);
});

test('an environment that is removed under Delete goes with its data', () => {
  const found = plan(top('deletionPolicy: Delete'), undefined);
  expect(found.filter((line) => line.startsWith('data-loss'))).toEqual([
    'data-loss namespace-deleted Namespace/postgres-orders',
    'data-loss claim-deleted PersistentVolumeClaim/postgres-data-1',
    'data-loss statefulset-deleted StatefulSet/postgres',
  ]);
});

test('an environment that is renamed leaves its data behind', () => {
  const [before, after] = [rendered(database(), 'orders'), rendered(database(), 'sales')];
  const found = [...planManifests(before, []), ...planManifests([], after)].map(
    ({ class: risk, code }) => `${risk} ${code}`,
  );
  expect(found).toEqual(expect.arrayContaining(['data-loss data-orphaned', 'in-place object-made']));
});

test('Delete instead of Retain is a danger of its own, before anything is removed', () => {
  const found = plan(top('deletionPolicy: Retain'), top('deletionPolicy: Delete'));
  expect(found).toContain('data-loss deletion-policy-delete ConfigMap/pgfleet-environment data.deletionPolicy');
});

test('a label of the values restarts nothing', () => {
  expect(plan(database(), top('labels: {cost-center: "4711"}')).filter((line) => /restart/.test(line))).toEqual([]);
});

test('an image restarts the Pod', () => {
  const image = (tag: string) => top(`images: {postgres: "registry.example/pgfleet-postgres:17.${tag}"}`);
  expect(plan(image('1'), image('2'))).toContain(
    'restart pod-restart StatefulSet/postgres spec.template.spec.containers[postgres].image',
  );
});

test('the selector of a workload that changes is refused', () => {
  const found = planManifests([deployment()], [deployment({}, { selector: { matchLabels: { app: 'web' } } })]);
  expect(found.map(({ class: risk, path }) => `${risk} ${path}`)).toContain('refused spec.selector.matchLabels.app');
});

test('a suspended environment stops its Pod, and says so', () => {
  expect(plan(database(), top('suspended: true'))).toContain('restart scaled-down StatefulSet/postgres spec.replicas');
});

test('one Pod that restarts is told to be the only one, and how long its stop may take', () => {
  const [found] = planManifests(
    rendered(top('images: {postgres: "registry.example/pgfleet-postgres:17.1"}')),
    rendered(top('images: {postgres: "registry.example/pgfleet-postgres:17.2"}')),
  ).filter(({ code }) => code === 'pod-restart');
  expect(found?.message).toBe(
    'the Pod postgres-0 restarts. It is the only one: what it serves is away from its stop (at most 120 s) until it is ready again',
  );
});

test('no content of a Secret is in a plan', () => {
  const secret = (password: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login' },
    stringData: { password },
  });
  const found = planManifests(
    [secret('first-word'), deployment({ containers: [container()] })],
    [secret('second-word')],
  );
  expect(JSON.stringify(found)).not.toMatch(/first-word|second-word/);
  expect(found.map(({ before, after }) => [before, after])).toContainEqual(['(hidden)', '(hidden)']);
});
