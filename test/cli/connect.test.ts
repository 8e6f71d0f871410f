import { type Answers, type FakeKubectl, fakeKubectl } from './kubectl-fake';
import { makeProject, type Project, type Run, removeProjects, values } from './project';

const made: FakeKubectl[] = [];
let project: Project;

beforeAll(() => {
  project = makeProject({
    orders: values('orders'),
    asleep: `suspended: true\n${values('asleep')}`,
    erp: 'owner: team-erp\nimages: {tools: "registry.example/tools:17"}\nexternal: {host: db.example, secret: login}\nchecks: {level: quick}\n',
  });
});
afterEach(() => {
  for (const kubectl of made.splice(0)) kubectl.remove();
});
afterAll(removeProjects);

const password = "p'$(x)";
const cluster: Answers = {
  'get secret postgres-app': {
    kind: 'Secret',
    metadata: {},
    data: { password: Buffer.from(password).toString('base64') },
  },
  'port-forward': 'Forwarding from 127.0.0.1:4711 -> 5432\nForwarding from [::1]:4711 -> 5432\n',
};

/** Writes down how it was called, and ends with the code that its SQL names. */
const psql = `
const args = process.argv.slice(2);
require('node:fs').appendFileSync(__dirname + '/psql-calls', JSON.stringify({ args, env: process.env }) + '\\n');
console.log('from psql');
process.exitCode = Number(args.at(-1)) || 0;`;

const connect = (
  args: readonly string[],
  answers = cluster,
  id = 'orders',
): Run & { readonly kubectl: FakeKubectl } => {
  const kubectl = fakeKubectl(answers, { psql });
  made.push(kubectl);
  return { ...project.pgfleet(['connect', id, ...args], { env: kubectl.env }), kubectl };
};

test('psql gets the tunnel and the password in its environment, and its output is ours', () => {
  const { code, stdout, stderr, kubectl } = connect(['--command', '0']);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'from psql\n',
    stderr: '127.0.0.1:4711 is pod/postgres-0 in postgres-orders until psql ends; orders to orders\n',
  });
  expect(kubectl.questions().at(-1)?.args).toEqual([
    ...['port-forward', 'pod/postgres-0', ':5432', '--address', '127.0.0.1', '--pod-running-timeout=10s'],
    ...['--namespace', 'postgres-orders'],
  ]);
  const [call] = kubectl.calls('psql') as readonly [{ readonly args: readonly string[]; readonly env: object }];
  expect(call.args).toEqual(['-w', '-v', 'ON_ERROR_STOP=1', '-c', '0']);
  expect(call.env).toMatchObject({
    PGHOST: '127.0.0.1',
    PGPORT: '4711',
    PGUSER: 'orders',
    PGDATABASE: 'orders',
    PGPASSWORD: password,
    PGSSLMODE: 'require',
  });
});

test('without a command psql is asked nothing', () => {
  const [call] = connect([]).kubectl.calls('psql') as readonly [{ readonly args: readonly string[] }];
  expect(call.args).toEqual(['-w']);
});

test('what psql fails with is a finding', () => {
  expect(connect(['--command', '3'])).toMatchObject({ code: 1 });
});

test.each([
  ['no Secret', { ...cluster, 'get secret postgres-app': '' }, 'there is no Secret postgres-app'],
  [
    'no such key',
    { ...cluster, 'get secret postgres-app': { kind: 'Secret', metadata: {}, data: {} } },
    'the Secret postgres-app has no key password',
  ],
  [
    'no Pod',
    { ...cluster, 'port-forward': { error: 'Error from server (NotFound): pods "postgres-0" not found' } },
    'pods "postgres-0" not found: pgfleet status orders',
  ],
  [
    'no right to forward a port',
    {
      ...cluster,
      'port-forward': { error: 'error: pods "postgres-0" is forbidden: cannot create resource "pods/portforward"' },
    },
    'you may not do that in the namespace postgres-orders',
  ],
])('%s is exit 1, and psql is not begun', (_, answers, words) => {
  const run = connect([], answers);
  expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(words) });
  expect(run.kubectl.calls('psql')).toEqual([]);
});

test('without psql there is another way', () => {
  const kubectl = fakeKubectl(cluster);
  made.push(kubectl);
  const [folder = ''] = (kubectl.env.PATH ?? '').split(':');
  const run = project.pgfleet(['connect', 'orders'], { env: { ...kubectl.env, PATH: folder } });
  expect(run).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no psql on the PATH: install it, or see pgfleet connect orders --print'),
  });
});

describe('--print', () => {
  test('names the command that reads the password, and asks no cluster', () => {
    const { code, stdout, kubectl } = connect(['--print', '--context', 'prod']);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
"host      postgres.postgres-orders.svc
port      5432
database  orders
user      orders
password  kubectl -n postgres-orders --context prod get secret postgres-app -o go-template='{{index .data "password" | base64decode}}'
tunnel    kubectl port-forward pod/postgres-0 15432:5432 --address 127.0.0.1 --namespace postgres-orders --context prod
"
`);
    expect(kubectl.questions()).toEqual([]);
  });

  test('is JSON as well', () => {
    expect(JSON.parse(connect(['--print', '-o', 'json']).stdout)).toMatchObject({
      schemaVersion: 1,
      environment: 'orders',
      host: 'postgres.postgres-orders.svc',
      user: 'orders',
    });
  });

  test('of a server elsewhere says where the user stands', () => {
    const { stdout } = connect(['--print'], cluster, 'erp');
    expect(stdout).toMatch(/^host {6}db\.example\nport {6}5432\n/);
    expect(stdout).toMatch(/^user .*get secret login .*index \.data "username"/m);
  });
});

test.each([
  ['erp', 'is a server elsewhere'],
  ['asleep', 'asleep is switched off: there is no server'],
  ['ordres', 'did you mean "orders"?'],
])('%s is refused before the cluster is asked', (id, words) => {
  const run = connect([], cluster, id);
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  expect(run.kubectl.questions()).toEqual([]);
});
