import { type Answers, type FakeKubectl, fakeKubectl } from './kubectl-fake';
import { makeProject, type Project, type Run, removeProjects, values } from './project';

const made: FakeKubectl[] = [];
let project: Project;

beforeAll(() => {
  const external =
    'owner: team-erp\nimages: {tools: "registry.example/tools:17"}\nexternal: {host: db.example, secret: login}\n';
  project = makeProject({ orders: values('orders'), erp: `${external}checks: {level: quick}\n` });
});
afterEach(() => {
  for (const kubectl of made.splice(0)) kubectl.remove();
});
afterAll(removeProjects);

const job = (name: string, creationTimestamp: string, environment = 'orders') => ({
  kind: 'Job',
  metadata: { name, creationTimestamp },
  spec: { template: { metadata: { labels: { 'pgfleet.dev/environment': environment } } } },
});

const cluster: Answers = {
  'get pod postgres-0': { kind: 'Pod', metadata: { name: 'postgres-0' } },
  'get job': {
    items: [
      job('postgres-backup-incr-1', '2026-11-20T02:00:00Z'),
      job('postgres-backup-incr-2', '2026-11-21T02:00:00Z'),
      job('postgres-backup-list-x', '2026-11-21T03:00:00Z'),
      job('postgres-backup-incr-3', '2026-11-21T04:00:00Z', 'shop'),
    ],
  },
  'get pod -l batch.kubernetes.io/job-name=postgres-backup-incr-2': {
    items: [{ kind: 'Pod', metadata: { name: 'postgres-backup-incr-2-abc' } }],
  },
  'logs pod/': 'LOG:  ready\n',
};

const logs = (args: readonly string[], answers = cluster, id = 'orders'): Run & { readonly kubectl: FakeKubectl } => {
  const kubectl = fakeKubectl(answers);
  made.push(kubectl);
  return { ...project.pgfleet(['logs', id, ...args], { env: kubectl.env }), kubectl };
};

const place = '--namespace postgres-orders';

test.each([
  [[], `logs pod/postgres-0 -c postgres --tail=-1 ${place}`],
  [['-c', 'initdb', '--previous'], `logs pod/postgres-0 -c initdb --tail=-1 --previous ${place}`],
  [['--tail', '5', '-f'], `logs pod/postgres-0 -c postgres --tail=5 -f ${place}`],
  [['--context', 'prod'], `logs pod/postgres-0 -c postgres --tail=-1 ${place} --context prod`],
  [['--job', 'backup'], `logs pod/postgres-backup-incr-2-abc --all-containers --tail=-1 ${place}`],
  [['--job', 'backup', '-c', 'backup'], `logs pod/postgres-backup-incr-2-abc -c backup --tail=-1 ${place}`],
])('%j is a log of kubectl, passed through', (args, line) => {
  const run = logs(args);
  expect(run).toMatchObject({ code: 0, stdout: 'LOG:  ready\n', stderr: `kubectl ${line}\n` });
  expect(run.kubectl.questions().at(-1)?.args.join(' ')).toBe(line);
});

test.each([
  ['no Pod', [], { ...cluster, 'get pod postgres-0': '' }, 'there is no Pod postgres-0: pgfleet status orders'],
  ['no Job of the kind', ['--job', 'drill'], cluster, 'there is no Job of the kind drill in postgres-orders'],
  [
    'a Job without its Pod',
    ['--job', 'backup'],
    {
      ...cluster,
      'get pod -l': { items: [] },
      'get pod -l batch.kubernetes.io/job-name=postgres-backup-incr-2': { items: [] },
    },
    'has no Pod',
  ],
  [
    'a container that is not there',
    [],
    { ...cluster, 'logs pod/': { error: 'error: container postgres is not valid for pod postgres-0' } },
    'container postgres is not valid',
  ],
  ['no cluster', [], { get: { error: 'error: current-context is not set' } }, 'kubectl knows no cluster'],
])('%s is exit 1', (_, args, answers, words) => {
  expect(logs(args, answers)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(words) });
});

test.each([
  [['--tail', 'all'], 'orders', '--tail must be a number of lines'],
  [['--job', 'nightly'], 'orders', 'Allowed choices are backup, verification, drill, check, credentials'],
  [[], 'erp', '--job check shows the log of its checks'],
  [[], 'ordres', 'did you mean "orders"?'],
])('wrong usage %j of %s is exit 2, before the cluster is asked', (args, id, words) => {
  const run = logs(args, cluster, id);
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  expect(run.kubectl.questions()).toEqual([]);
});
