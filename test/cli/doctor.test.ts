import { type Answers, type FakeKubectl, fakeKubectl } from './kubectl-fake';
import { makeProject, type Project, type Run, removeProjects, values } from './project';

const made: FakeKubectl[] = [];
let project: Project;

const orders = `${values('orders')}credentials: {source: existing, secret: orders-login}\n`;
const monitor = 'apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: orders}\n';

beforeAll(() => {
  project = makeProject({ orders, far: `cluster: frankfurt\n${values('far')}` });
  project.write('environments/orders/manifests/monitor.yaml', monitor);
  project.pgfleet(['synth']);
});
afterEach(() => {
  for (const kubectl of made.splice(0)) kubectl.remove();
});
afterAll(removeProjects);

const cluster: Answers = {
  'version --client': 'clientVersion:\n  gitVersion: v1.34.4\n',
  'get --raw /version': { major: '1', minor: '34', gitVersion: 'v1.34.4' },
  'get storageclass': {
    items: [
      {
        kind: 'StorageClass',
        metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        allowVolumeExpansion: true,
      },
    ],
  },
  'api-resources': 'podmonitors pmon monitoring.coreos.com/v1 true PodMonitor\n',
  'get namespace': 'namespace/postgres-orders\n',
  'get secret orders-login': 'Secret\npassword\n',
  'get daemonset': 'cilium\n',
};

const doctor = (answers: Answers, args: readonly string[] = []): Run & { readonly kubectl: FakeKubectl } => {
  const kubectl = fakeKubectl(answers, { psql: `console.log('psql (PostgreSQL) 17.6')` });
  made.push(kubectl);
  return { ...project.pgfleet(['doctor', ...args], { env: kubectl.env }), kubectl };
};

test('nothing is missing', () => {
  const { code, stdout, stderr } = doctor(cluster);
  expect(code).toBe(0);
  expect(stdout.replace(/^(✔ (?:Node|npm) +).*$/gm, '$1…')).toBe(`✔ Node               …
✔ npm                …
✔ kubectl            v1.34.4
✔ psql               17.6
✔ dist               is what the values say
✔ schema             there is no environments/values.schema.json
✔ Kubernetes         v1.34.4, supported are 1.31 to 1.34
✔ StorageClass       fast, for orders: grows
✔ PodMonitor         monitoring.coreos.com/v1 is installed, for orders
✔ Secrets of orders  orders-login
✔ NetworkPolicy      Cilium enforces policies
`);
  expect(stderr).toBe('looked at 1 of 2 environments, those of one cluster: name others\nnothing is missing\n');
});

test('of a Secret names of keys are asked for, and no value', () => {
  const asked = doctor(cluster)
    .kubectl.questions()
    .find(({ args }) => args[1] === 'secret');
  expect(asked?.args.join(' ')).toBe(
    'get secret orders-login --ignore-not-found -o go-template={{.kind}}{{"\\n"}}{{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}} --namespace postgres-orders --request-timeout=20s',
  );
});

test.each([
  [
    'a key',
    { 'get secret orders-login': 'Secret\nuser\n' },
    /^✖ Secrets of orders +the Secret orders-login .* no key password/m,
  ],
  ['a Secret', { 'get secret orders-login': '' }, /^✖ Secrets of orders +there is no Secret orders-login/m],
  ['a kind', { 'api-resources': '' }, /^✖ PodMonitor +monitoring.coreos.com\/v1 is not installed, and orders has one/m],
  ['a default class', { 'get storageclass': { items: [] } }, /^✖ StorageClass +the cluster has no default/m],
])('%s that is missing is exit 1', (_, answers, line) => {
  expect(doctor({ ...cluster, ...answers })).toMatchObject({ code: 1, stdout: expect.stringMatching(line) });
});

test('in a namespace that is not there yet nothing can be, and that is no failure', () => {
  expect(doctor({ ...cluster, 'get namespace': 'namespace/default\n' })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^! Secrets of orders +the namespace .* not there yet; it will need orders-login/m),
  });
});

test('what may not be asked is not known', () => {
  const error = 'Error from server (Forbidden): storageclasses.storage.k8s.io is forbidden';
  expect(doctor({ ...cluster, 'get storageclass': { error } })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\? StorageClass +you may not do that/m),
  });
});

test('without a cluster this machine and the repository are looked at, and it is exit 1', () => {
  const error = 'error: current-context is not set';
  const { code, stdout } = doctor({ ...cluster, get: { error }, 'get --raw /version': { error } });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✔ dist .*\n✔ schema .*\n✖ cluster +kubectl knows no cluster/m);
});

test('an environment that is named is looked at, whatever its cluster is called', () => {
  const { stdout } = doctor(cluster, ['far', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, well: true, environments: ['far'] });
});

test('an unknown name is exit 2, before the cluster is asked', () => {
  const run = doctor(cluster, ['ordres']);
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('did you mean "orders"?') });
  expect(run.kubectl.questions()).toEqual([]);
});
