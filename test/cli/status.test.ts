import { type Answers, type FakeKubectl, fakeKubectl } from './kubectl-fake';
import { makeProject, type Project, type Run, removeProjects, values } from './project';

const orders = `${values('orders')}checks: {level: quick, tables: [customers]}\n`;
const made: FakeKubectl[] = [];
let project: Project;

beforeAll(() => {
  project = makeProject({
    orders,
    erp: 'owner: team-erp\nprofile: development\nimages: {tools: "registry.example/tools:17"}\nexternal: {host: db.example, secret: login}\nchecks: {level: quick}\n',
  });
});
afterEach(() => {
  for (const kubectl of made.splice(0)) kubectl.remove();
});
afterAll(removeProjects);

const items = (...all: readonly object[]) => ({ items: all });
const running = { conditions: [{ type: 'Ready', status: 'True' }] };
const bound = { phase: 'Bound', capacity: { storage: '2Gi' } };
const claim = (name: string) => ({ kind: 'PersistentVolumeClaim', metadata: { name }, status: bound });
const password = Buffer.from('s3cret').toString('base64');

/** A cluster in which the environment is well. */
const cluster: Answers = {
  'get applications.argoproj.io': { error: `error: the server doesn't have a resource type "applications"` },
  'get namespace': { kind: 'Namespace', metadata: {}, status: { phase: 'Active' } },
  'get statefulset': {
    kind: 'StatefulSet',
    metadata: { generation: 1 },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' },
  },
  'get pod': items({ kind: 'Pod', metadata: { name: 'postgres-0' }, spec: { nodeName: 'n' }, status: running }),
  'get persistentvolumeclaim': items(claim('postgres-data-1')),
  'get endpointslices': items({ endpoints: [{ addresses: ['10.0.0.7'] }] }),
  'get secret postgres-app': { kind: 'Secret', metadata: {}, data: { password } },
  'port-forward': 'Forwarding from 127.0.0.1:4711 -> 5432\n',
  'get job': items(),
  'get cronjob': items({
    kind: 'CronJob',
    metadata: { name: 'postgres-check' },
    status: { lastSuccessfulTime: new Date(Date.now() - 180_000).toISOString() },
  }),
  'get event': items(),
};

/** Writes down how it was called, and answers like a server. */
const psql = `
const fs = require('node:fs');
const args = process.argv.slice(2);
fs.appendFileSync(__dirname + '/psql-calls', JSON.stringify({ args, env: process.env }) + '\\n');
console.log(args[0] === '--version' ? 'psql (PostgreSQL) 17.6' : '1\\n{"version":"17.6","readOnly":false,"tables":3,"missing":[]}');`;

const status = (
  answers: Answers,
  args: readonly string[] = [],
  id = 'orders',
  others: object = { psql },
): Run & { readonly kubectl: FakeKubectl } => {
  const kubectl = fakeKubectl(answers, others as Readonly<Record<string, string>>);
  made.push(kubectl);
  return { ...project.pgfleet(['status', id, ...args], { env: kubectl.env }), kubectl };
};

test('an environment that is well has a line for each part', () => {
  expect(status(cluster)).toMatchObject({
    code: 0,
    stdout: `✔ Application  none, and environments/defaults.yaml asks for none
✔ namespace    postgres-orders
✔ workload     StatefulSet postgres: 1 of 1 ready
✔ Pods         postgres-0 is Ready on n, 0 restarts
✔ claims       postgres-data-1 2Gi
✔ endpoints    postgres.postgres-orders.svc:5432 is 10.0.0.7
✔ login        orders to orders, with the Secret postgres-app
✔ SELECT 1     answers, PostgreSQL 17.6
✔ tables       3, and all 1 expected are there
✔ check        the last good one ended 3 min ago
✔ events       no warnings within the last hour
`,
    stderr: 'orders is well\n',
  });
});

test('the password is on no command line, and the settings of the user reach no psql', () => {
  const kubectl = fakeKubectl(cluster, { psql });
  made.push(kubectl);
  const env = { ...kubectl.env, PGHOST: 'elsewhere', PGSERVICE: 'mine', PGOPTIONS: '-c x=y' };
  expect(project.pgfleet(['status', 'orders'], { env }).code).toBe(0);
  const calls = kubectl.calls('psql') as readonly { readonly args: readonly string[]; readonly env: object }[];
  expect(calls.at(-1)?.env).toMatchObject({
    PGHOST: '127.0.0.1',
    PGPORT: '4711',
    PGUSER: 'orders',
    PGDATABASE: 'orders',
    PGPASSWORD: 's3cret',
    PGSSLMODE: 'require',
    PGOPTIONS: expect.stringContaining('default_transaction_read_only=on'),
  });
  expect(calls.at(-1)?.env).not.toHaveProperty('PGSERVICE');
  expect(JSON.stringify([kubectl.questions(), calls.map(({ args }) => args)])).not.toContain('s3cret');
});

test('without psql the login is not known, and nothing fails', () => {
  const kubectl = fakeKubectl(cluster);
  made.push(kubectl);
  const [folder = ''] = (kubectl.env.PATH ?? '').split(':');
  const run = project.pgfleet(['status', 'orders'], { env: { ...kubectl.env, PATH: folder } });
  expect(run).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('? login        not looked at: there is no psql on the PATH'),
    stderr: 'orders: nothing has failed; 1 not known\n',
  });
});

test('-o json has the same lines for a program', () => {
  const { code, stdout } = status({ ...cluster, 'get pod': items() }, ['-o', 'json']);
  expect(code).toBe(1);
  const { lines, ...about } = JSON.parse(stdout);
  expect(about).toEqual({
    schemaVersion: 1,
    environment: 'orders',
    kind: 'database',
    namespace: 'postgres-orders',
    well: false,
  });
  expect(lines).toContainEqual({
    name: 'Pods',
    state: 'failed',
    words: 'there is none',
    next: 'kubectl -n postgres-orders describe statefulset postgres',
  });
});

test('what may not be seen is not known, and no failure', () => {
  const error = 'Error from server (Forbidden): pods is forbidden: User "me" cannot list resource "pods"';
  expect(status({ ...cluster, 'get pod': { error }, 'port-forward': { error } })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\? Pods +you may not do that in the namespace postgres-orders/m),
    stderr: 'orders: nothing has failed; 2 not known\n',
  });
});

test('a cluster that does not answer is one failure, and never well', () => {
  const error = 'Unable to connect to the server: dial tcp: lookup k8s: no such host';
  const run = status({ get: { error } }, ['--context', 'prod']);
  expect(run).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^✖ cluster {2}the cluster does not answer .*\n$/),
  });
  expect(run.kubectl.questions().every(({ args }) => args.join(' ').includes('--context prod'))).toBe(true);
});

test('in a namespace that is not there nothing else is looked for', () => {
  const { code, stdout } = status({ ...cluster, 'get namespace': '' });
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    expect.stringContaining('Application'),
    '✖ namespace    postgres-orders is not in the cluster of the current context',
    '               -> kubectl apply -f dist/orders, or the sync of Argo CD',
    '',
  ]);
});

test('--wait looks again, says what it waits for, and ends at its bound', () => {
  const run = status({ ...cluster, 'get endpointslices': items() }, ['--wait', '8s']);
  expect(run).toMatchObject({
    code: 1,
    stderr: 'waiting for endpoints\npgfleet: orders is not well after 8 s: 1 failed\n',
  });
  expect(run.kubectl.questions().filter(({ args }) => args[1] === 'endpointslices').length).toBeGreaterThan(1);
});

test('of a server elsewhere its checks are looked at, and no workload', () => {
  const { code, stdout } = status({ ...cluster, 'get cronjob': items() }, [], 'erp');
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.slice(0, 13).trim())).toEqual(
    expect.arrayContaining(['✔ namespace', '? login', '! check', '✔ events']),
  );
  expect(stdout).not.toMatch(/Pods|workload|endpoints|claims/);
});

test('a terminal gets no command from words of the cluster', () => {
  const event = {
    involvedObject: { kind: 'Pod', name: 'p' },
    message: 'a\u001b[2J',
    lastTimestamp: new Date().toISOString(),
  };
  expect(status({ ...cluster, 'get event': items(event) }).stdout).toContain('a\ufffd[2J');
});

test.each([
  [['--wait', 'soon'], '--wait must be a time like 90s, 5m or 1h'],
  [['--gone'], 'environments/orders is there'],
  [['-o', 'github'], 'Allowed choices are text, json'],
])('wrong usage %j is exit 2, before the cluster is asked', (args, words) => {
  const run = status(cluster, args);
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  expect(run.kubectl.questions()).toEqual([]);
});

describe('without a directory', () => {
  const left = (kind: string, name: string): string => `${kind}\tns\t${name}\t\t\t\t\n`;

  test('and without anything in the cluster it is a wrong name', () => {
    const run = status({}, [], 'ordres');
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('did you mean "orders"?') });
  });

  test('what is left is shown, from all namespaces, by the label', () => {
    const run = status({ 'get services': left('Service', 'postgres') }, [], 'old');
    expect(run).toMatchObject({ code: 1, stdout: '✖ Service  ns/postgres: nobody deleted it\n' });
    const { args = [] } = run.kubectl.questions().find(({ args }) => args[1] === 'secrets') ?? {};
    expect(args.slice(0, 5)).toEqual(['get', 'secrets', '--all-namespaces', '-l', 'pgfleet.dev/environment=old']);
    expect(args[6]).not.toContain('.data');
  });

  test('a kind that is not installed cannot be left', () => {
    const error = `error: the server doesn't have a resource type "postgresvdbs"`;
    expect(status({ 'get postgresvdbs': { error } }, ['--gone'], 'old')).toMatchObject({
      code: 0,
      stderr: 'nothing is left of old\n',
    });
  });

  test('what may not be seen is not gone', () => {
    const error = 'Error from server (Forbidden): namespaces is forbidden';
    expect(status({ get: { error } }, ['--gone'], 'old')).toMatchObject({ code: 1 });
  });

  test.each(['a,b', '../x', 'Orders'])('%s is no name, and no cluster is asked', (id) => {
    const run = status({}, [], id);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('must be lower-case') });
    expect(run.kubectl.questions()).toEqual([]);
  });
});
