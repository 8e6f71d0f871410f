import { parse } from 'yaml';
import { type Answers, type FakeKubectl, fakeKubectl } from './kubectl-fake';
import { makeProject, type Project, type Run, removeProjects, values } from './project';

const checks = 'checks: {level: standard}\n';
const orders = `${values('orders')}${checks}`;
const made: FakeKubectl[] = [];
let project: Project;

beforeAll(() => {
  project = makeProject({ orders });
});
afterEach(() => {
  for (const kubectl of made.splice(0)) kubectl.remove();
});
afterAll(removeProjects);

const finding = {
  severity: 'critical',
  code: 'heap-damaged',
  check: 'heap',
  database: 'orders',
  object: 'public.customers',
  detail: 'block 3',
  means: 'A table is damaged.',
  do: 'Restore it.',
};

const result = (worst: string, findings: readonly object[] = []) => ({
  action: 'check',
  ok: worst === 'none',
  environment: 'orders',
  level: 'standard',
  worst,
  seconds: 12,
  started: '2026-11-21T04:00:00Z',
  finished: '2026-11-21T04:00:12Z',
  server: { version: '17.6', checksums: true },
  databases: 1,
  summary: { critical: 0, unknown: 0, warning: 0, info: 0, ...(worst === 'none' ? {} : { [worst]: 1 }) },
  checks: [
    { check: 'settings', databases: 0, objects: 9, seconds: 0.2, states: { done: 1 }, reason: '' },
    { check: 'heap', databases: 1, objects: 12, seconds: 3, states: { done: 1 }, reason: '' },
  ],
  report: '',
  findings,
  omitted: 0,
});

const page = 'orders: the report\nHeap is fine.\n';
const logOf = (content: object): string => `${page}pgfleet-result: ${JSON.stringify(content)}\n`;

const container = (name: string, env: readonly object[]) => ({ name, image: 'x', env });
const template = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'from-a-cronjob',
    labels: { 'app.kubernetes.io/instance': 'orders' },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'postgres-check', uid: '1' }],
  },
  spec: {
    activeDeadlineSeconds: 21600,
    template: {
      metadata: { labels: { 'app.kubernetes.io/component': 'check' } },
      spec: {
        initContainers: [
          container('check', [
            { name: 'PGFLEET_CHECK_LEVEL', value: 'standard' },
            { name: 'PGFLEET_CHECK_SECONDS', value: '21000' },
          ]),
        ],
        containers: [container('report', [{ name: 'PGFLEET_FAIL_ON', value: 'warning' }])],
      },
    },
  },
};

const ended = (type: 'Complete' | 'Failed', reason = ''): object => ({
  kind: 'Job',
  metadata: { name: 'postgres-check-manual-x' },
  status: { conditions: [{ type, status: 'True', reason }] },
});
const running = { kind: 'Job', metadata: { name: 'postgres-check-manual-x' }, status: {} };

const pod = (name: string, creationTimestamp: string): object => ({
  kind: 'Pod',
  metadata: { name, creationTimestamp },
});

/** A cluster in which a check ends at once with this log. */
const cluster = (log: string | { readonly error: string }, job = ended('Complete'), more: Answers = {}): Answers => ({
  'get cronjob postgres-check': { kind: 'CronJob', metadata: {} },
  'create job': template,
  'create -f': { kind: 'Job', metadata: { name: 'postgres-check-manual-x' } },
  'get job postgres-check-manual-x': job,
  'get pod': { items: [pod('new', '2026-11-21T04:00:01Z')] },
  'logs pod/new --tail=-1 --namespace': log,
  ...more,
});

const check = (answers: Answers, args: readonly string[] = []): Run & { readonly kubectl: FakeKubectl } => {
  const kubectl = fakeKubectl(answers);
  made.push(kubectl);
  return { ...project.pgfleet(['check', 'orders', ...args], { env: kubectl.env }), kubectl };
};

describe('wrong usage is exit 2, before the cluster is asked', () => {
  test.each([
    ['no checks', values('orders'), [], 'orders has no checks: checks.level is none'],
    ['no checks, and a level', values('orders'), ['--level', 'quick'], 'checks.level is none'],
    ['a suspended environment', `suspended: true\n${orders}`, [], 'orders is suspended'],
    ['a timeout that is no number', orders, ['--timeout', 'soon'], '--timeout must be a number of seconds'],
    ['a level that does not exist', orders, ['--level', 'deep'], 'Allowed choices are quick, standard, full'],
    ['the level none', orders, ['--level', 'none'], 'Allowed choices are quick, standard, full'],
    ['a severity that fails nothing', orders, ['--fail-on', 'info'], 'Allowed choices are warning, critical'],
    ['a form of another command', orders, ['-o', 'github'], 'Allowed choices are text, json, junit'],
    ['a mistake in values.yaml', `${orders}nmae: x\n`, ['-o', 'junit'], 'did you mean "name"?'],
  ])('%s', (_, text, args, words) => {
    const kubectl = fakeKubectl({});
    made.push(kubectl);
    const run = makeProject({ orders: text }).pgfleet(['check', 'orders', ...args], { env: kubectl.env });
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(kubectl.questions()).toEqual([]);
  });

  test('junit is a form of check alone', () => {
    expect(project.pgfleet(['validate', '-o', 'junit'])).toMatchObject({ code: 2 });
  });
});

describe('the verdict', () => {
  test.each([
    ['none', [], 0],
    ['info', [], 0],
    ['warning', [], 1],
    ['warning', ['--fail-on', 'critical'], 0],
    ['critical', ['--fail-on', 'critical'], 1],
    ['unknown', ['--fail-on', 'critical'], 1],
  ])('%s %j: exit %i', (worst, args, code) => {
    expect(check(cluster(logOf(result(worst))), args)).toMatchObject({ code, stdout: page });
  });

  test('checks.failOn counts where nothing else is said', () => {
    const text = orders.replace('standard', 'standard, failOn: critical');
    const kubectl = fakeKubectl(cluster(logOf(result('warning'))));
    made.push(kubectl);
    const run = (args: readonly string[]) =>
      makeProject({ orders: text }).pgfleet(['check', 'orders', ...args], { env: kubectl.env });
    expect(run([])).toMatchObject({ code: 0 });
    expect(run(['--fail-on', 'warning'])).toMatchObject({ code: 1 });
  });

  test('a Job that its findings failed has a report like any other', () => {
    const { code, stdout, stderr } = check(
      cluster(logOf({ ...result('critical', [finding]), report: 'a.json' }), ended('Failed', 'BackoffLimitExceeded')),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: page });
    expect(stderr).toContain('Job postgres-check-manual-x in postgres-orders checks at level standard');
    expect(stderr).toContain('the claim postgres-reports keeps it as a.json');
    expect(stderr).toContain('the worst is critical');
  });

  test('a result without a verdict is no sound one', () => {
    const log = 'pgfleet report: it was interrupted\npgfleet-result: {"action":"check","ok":false}\n';
    const { code, stdout, stderr } = check(cluster(log, ended('Failed')));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('pgfleet report: it was interrupted\n');
    expect(stderr).toContain('ended without a report');
  });
});

test('of several VDBs the CronJob of the one that was named is asked, and the report is titled with it', () => {
  const source = '{source: {type: dct-source, reference: a}}';
  const text = `owner: a\nprofile: development\n${checks}vdbs: {a: ${source}, b: ${source}}\n`;
  const kubectl = fakeKubectl({
    ...cluster(logOf(result('none'))),
    'get cronjob b-check': { kind: 'CronJob', metadata: {} },
  });
  made.push(kubectl);
  const options = { env: kubectl.env };
  const vdbs = makeProject({ orders: text });
  const { code, stdout } = vdbs.pgfleet(['check', 'orders', '--vdb', 'b', '-o', 'junit'], options);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('orders/b') });
  expect(kubectl.questions()[0]?.args.slice(0, 3)).toEqual(['get', 'cronjob', 'b-check']);
  expect(vdbs.pgfleet(['check', 'orders'], options)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('orders has several VDBs: name one with --vdb (a, b)'),
  });
});

test('the log is that of the Pod that took the place of one that was moved', () => {
  const items = [
    pod('old', '2026-11-21T04:00:00Z'),
    pod('new', '2026-11-21T04:00:01Z'),
    pod('oldest', '2026-11-21T03:00:00Z'),
  ];
  const answers = cluster(logOf(result('none')), ended('Complete'), { 'get pod': { items }, 'logs pod/old': page });
  expect(check(answers)).toMatchObject({ code: 0, stdout: page });
});

test('a terminal gets no command from a hostile report', () => {
  const log = 'HEAP \u001b[2J\u009b31m\u0007 a\u202eb\tc\r\n'.concat(logOf(result('none')));
  expect(check(cluster(log)).stdout).toBe(`HEAP \ufffd[2J\ufffd31m\ufffd a\ufffdb\tc\ufffd\n${page}`);
});

test('a report of a megabyte is printed whole', () => {
  const line = 'x'.repeat(999);
  const log = `${`${line}\n`.repeat(1000)}${logOf(result('none'))}`;
  expect(check(cluster(log)).stdout).toBe(`${`${line}\n`.repeat(1000)}${page}`);
});

test('-o json is the result as it was printed', () => {
  const content = result('critical', [finding]);
  const run = check(cluster(logOf(content)), ['-o', 'json']);
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)).toEqual({
    schemaVersion: 1,
    environment: 'orders',
    job: 'postgres-check-manual-x',
    result: content,
  });
});

test('-o junit has a test per check', () => {
  const { code, stdout } = check(cluster(logOf(result('critical', [finding]))), ['-o', 'junit']);
  expect(code).toBe(1);
  expect(stdout).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pgfleet" tests="2" failures="1" errors="0" time="12.000">
<testsuite name="orders standard" tests="2" failures="1" errors="0" skipped="0" time="12.000" timestamp="2026-11-21T04:00:00">
<testcase classname="pgfleet.orders" name="settings" time="0.200">
</testcase>
<testcase classname="pgfleet.orders" name="heap" time="3.000">
<failure message="heap-damaged orders public.customers" type="critical">CRITICAL heap-damaged orders public.customers: block 3. A table is damaged. -&gt; Restore it.</failure>
</testcase>
</testsuite>
</testsuites>
`);
});

test('the Job differs from a scheduled one in its level, its end, and in whom it belongs to', () => {
  const { kubectl } = check(cluster(logOf(result('none'))), ['--level', 'full', '--fail-on', 'critical']);
  const created = kubectl.questions().find(({ args }) => args[1] === '-f');
  expect(JSON.parse(created?.input ?? '')).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'postgres-check-manual-' },
    spec: {
      activeDeadlineSeconds: 21600,
      ttlSecondsAfterFinished: 86400,
      template: {
        metadata: template.spec.template.metadata,
        spec: {
          initContainers: [
            container('check', [
              { name: 'PGFLEET_CHECK_SECONDS', value: '21000' },
              { name: 'PGFLEET_CHECK_LEVEL', value: 'full' },
            ]),
          ],
          containers: [container('report', [{ name: 'PGFLEET_FAIL_ON', value: 'critical' }])],
        },
      },
    },
  });
  expect(created?.args.join(' ')).toContain('--namespace postgres-orders');
});

describe('a check that cannot be had is exit 1 and says why', () => {
  const waiting = 'Error from server (BadRequest): container "report" in pod "x" is waiting to start: PodInitializing';

  test('the cluster does not answer', () => {
    const error = 'Unable to connect to the server: dial tcp: lookup k8s: no such host';
    const run = check({ 'get cronjob': { error } }, ['--context', 'prod']);
    expect(run).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('the cluster does not answer'),
    });
    expect(run.kubectl.questions()[0]?.args.join(' ')).toContain('--context prod');
  });

  test('the CronJob is not there yet', () => {
    const there = { 'get statefulset postgres': { kind: 'StatefulSet', metadata: {} } };
    expect(check(there).stderr).toContain('dist/orders with its checks is not applied yet');
    expect(check({})).toMatchObject({ code: 1, stderr: expect.stringContaining('has no environment orders') });
  });

  test('the container that talks to the database failed', () => {
    const own = { 'logs pod/new --tail=-1 -c check': 'noise\npgfleet check: no room left\n' };
    const { code, stdout, stderr } = check(cluster({ error: waiting }, ended('Failed', 'BackoffLimitExceeded'), own));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^pgfleet check: no room left$/m);
    expect(stderr).not.toContain('noise');
    expect(stderr).toContain('logs job/postgres-check-manual-x --all-containers');
    const junit = check(cluster({ error: waiting }, ended('Failed'), own), ['-o', 'junit']);
    expect(junit).toMatchObject({ code: 1, stdout: expect.stringContaining('>pgfleet check: no room left\n') });
  });

  test('it was killed', () => {
    const status = {
      phase: 'Failed',
      initContainerStatuses: [{ name: 'check', state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }],
      containerStatuses: [{ name: 'report', state: { waiting: { reason: 'PodInitializing' } } }],
    };
    const items = [{ ...pod('new', '2026-11-21T04:00:01Z'), status }];
    const { code, stderr } = check(cluster({ error: waiting }, ended('Failed'), { 'get pod': { items } }));
    expect(code).toBe(1);
    expect(stderr).toContain('the container check was ended: OOMKilled\n');
  });

  test('its image cannot be pulled', () => {
    const state = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"' } };
    const waits = {
      ...pod('new', '2026-11-21T04:00:01Z'),
      status: {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'check', state }],
        containerStatuses: [{ name: 'report', state: { waiting: { reason: 'PodInitializing' } } }],
      },
    };
    const { code, stderr } = check(cluster({ error: waiting }, running, { 'get pod': { items: [waits] } }), [
      '--timeout',
      '1',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('the Pod waits: ImagePullBackOff Back-off pulling image "x"');
    expect(stderr).toContain('is not done after 1 s and goes on');
  });

  test('its time is over', () => {
    const { code, stderr } = check(cluster({ error: 'Error: no pods' }, ended('Failed', 'DeadlineExceeded')));
    expect(code).toBe(1);
    expect(stderr).toContain('the time allowed for it is over: checks.deadlineSeconds');
  });

  test('JUnit XML says it too', () => {
    const { code, stdout } = check({}, ['-o', 'junit']);
    expect(code).toBe(1);
    expect(stdout).toContain('<testsuite name="orders standard" tests="1" failures="0" errors="1"');
    expect(stdout).toContain('has no environment orders');
  });
});

test('the CronJob that the command starts from has what it changes', () => {
  const shop = makeProject({ orders });
  expect(shop.pgfleet(['synth'])).toMatchObject({ code: 0 });
  const cronJob = parse(shop.read('dist/orders/CronJob.postgres-check.yaml'));
  const { initContainers, containers } = cronJob.spec.jobTemplate.spec.template.spec;
  expect(initContainers).toEqual([
    expect.objectContaining({
      name: 'check',
      command: ['bash', '/pgfleet/scripts/check.sh'],
      env: expect.arrayContaining([{ name: 'PGFLEET_CHECK_LEVEL', value: 'standard' }]),
    }),
  ]);
  expect(containers).toEqual([
    expect.objectContaining({
      name: 'report',
      command: ['bash', '/pgfleet/scripts/report.sh'],
      env: expect.arrayContaining([{ name: 'PGFLEET_FAIL_ON', value: 'warning' }]),
    }),
  ]);
});
