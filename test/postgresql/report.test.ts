import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from './harness/api-server';
import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import type { Result, Variables } from './harness/process';
import { createSandbox, type Sandbox } from './harness/sandbox';

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly check: string;
  readonly database: string | null;
  readonly object: string;
  readonly detail: string;
  readonly means: string;
  readonly do: string;
}

const finding = (severity: string, more: Partial<Finding> = {}): Finding => ({
  severity,
  code: 'heap-damaged',
  check: 'heap',
  database: 'orders',
  object: 'public.customers',
  detail: 'block 3, offset 2: xmin 4 precedes relfrozenxid.',
  means: 'Rows of this table are damaged.',
  do: 'Restore it.',
  ...more,
});

const report = (findings: readonly unknown[], more: object = {}): string =>
  JSON.stringify({
    schemaVersion: 1,
    environment: 'shop',
    generation: '1',
    level: 'standard',
    started: '2026-11-21T04:00:00Z',
    finished: '2026-11-21T04:12:41Z',
    seconds: 761,
    server: { version: '17.6', checksums: true },
    databases: ['orders', 'postgres'],
    checks: [
      { check: 'settings', database: null, state: 'done', objects: 40, seconds: 0.2, reason: '' },
      { check: 'heap', database: 'orders', state: 'done', objects: 1210, seconds: 300, reason: '' },
      { check: 'heap', database: 'postgres', state: 'unfinished', objects: 3, seconds: 1, reason: 'the time was over' },
    ],
    findings,
    ...more,
  });

const workloadUid = '0a0b0c0d-1111-2222-3333-444455556666';
const podUid = '0f0f0f0f-aaaa-bbbb-cccc-ddddeeeeffff';
/** C0 but for the end of a line, C1, and what turns the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const harmful = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe.each(everyInstallation)('the report, with %s', (_, installation) => {
  let sandbox: Sandbox;
  let api: ApiServer;
  beforeAll(async () => {
    sandbox = await createSandbox(installation);
    api = await startApiServer('report.sh', {});
    for (const name of ['token', 'ca.crt', 'namespace']) {
      sandbox.write(`account/${name}`, readFileSync(join(api.account, name), 'utf8'));
    }
  });
  afterAll(async () => {
    await sandbox.dispose();
    await api.close();
  });
  beforeEach(() => {
    rmSync(sandbox.host('reports'), { recursive: true, force: true });
    sandbox.write('reports/somebody.txt', 'of somebody else');
    api.answer = ({ method }) => (method === 'GET' ? JSON.stringify({ metadata: { uid: workloadUid } }) : '{}');
  });

  const environment = (more: Variables, answers: readonly number[]): Variables => ({
    ...api.answering(answers),
    PGFLEET_SERVICE_ACCOUNT: sandbox.at('account'),
    PGFLEET_RESULT_DIRECTORY: sandbox.at('result'),
    PGFLEET_REPORT_DIRECTORY: sandbox.at('reports'),
    PGFLEET_REPORT_KEEP: '30',
    PGFLEET_FAIL_ON: 'warning',
    PGFLEET_ENVIRONMENT: 'shop',
    PGFLEET_WORKLOAD: 'postgres',
    PGFLEET_NAMESPACE: 'postgres-shop',
    PGFLEET_POD: 'postgres-check-abc',
    PGFLEET_POD_UID: podUid,
    PGFLEET_RETRIES: '1',
    PGFLEET_RETRY_SECONDS: '1',
    ...more,
  });
  const run = (text: string | Buffer | undefined, more: Variables = {}, answers = [200, 201]): Promise<Result> => {
    sandbox.write('result/report.json', '');
    if (text === undefined) rmSync(sandbox.host('result/report.json'));
    else writeFileSync(sandbox.host('result/report.json'), text);
    return sandbox.script('report.sh', environment(more, answers));
  };
  const kept = () => readdirSync(sandbox.host('reports')).filter((name) => name !== 'somebody.txt');
  const resultOf = ({ stdout }: Result) =>
    JSON.parse(stdout.trimEnd().split('\n').at(-1)?.replace('pgfleet-result: ', '') ?? '');
  const bodies = () =>
    api
      .requests()
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body));

  test('begins with the verdict, has a line for every finding, worst first, and a table of what was checked', async () => {
    const old = finding('info', { code: 'bloat-table', detail: '', means: 'It is large.', do: '' });
    const { stdout, stderr } = await run(
      report([old, finding('critical'), finding('unknown', { database: null, object: '' })]),
    );
    expect(stderr).toBe('');
    expect(stdout.replace(/pgfleet-result: .*\n$/, '')).toMatchInlineSnapshot(`
"shop: CRITICAL; level standard, PostgreSQL 17.6, 2 databases, 12 min 41 s; 1 critical, 1 unknown, 0 warnings, 1 for information
CRITICAL heap-damaged  orders public.customers: block 3, offset 2: xmin 4 precedes relfrozenxid. Rows of this table are damaged. -> Restore it.
UNKNOWN  heap-damaged  block 3, offset 2: xmin 4 precedes relfrozenxid. Rows of this table are damaged. -> Restore it.
INFO     bloat-table   orders public.customers. It is large.

Checked from 2026-11-21T04:00:00Z to 2026-11-21T04:12:41Z:
check          databases   objects  seconds  state
settings               -        40        0  done
heap                   2      1213      301  1 done, 1 unfinished: the time was over
"
`);
  });

  test.each([
    ['nothing', [], 'warning', 0],
    ['advice', ['info'], 'warning', 0],
    ['a warning', ['warning', 'info'], 'warning', 1],
    ['a warning, where only critical fails', ['warning'], 'critical', 0],
    ['critical', ['warning', 'critical', 'unknown'], 'critical', 2],
    ['what cannot be judged', ['unknown', 'warning'], 'critical', 3],
  ])('%s ends it so', async (_title, severities, failOn, code) => {
    const result = await run(report(severities.map((severity) => finding(severity))), { PGFLEET_FAIL_ON: failOn });
    expect([result.code, resultOf(result).ok]).toEqual([code, code === 0]);
  });

  test('a verdict is never better than what the check says of itself', async () => {
    const result = await run(report([finding('info')], { summary: { critical: 7 }, worst: 'critical' }));
    expect([result.code, resultOf(result).summary.critical]).toEqual([2, 7]);
    expect((await run(report([], { worst: 'critical' }))).code).toBe(2);
  });

  test.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['was cut off', report([finding('warning')]).slice(0, 300)],
    ['is no JSON', 'Segmentation fault'],
    ['is two', '{"schemaVersion":1,"findings":[]}{"schemaVersion":1,"findings":[]}'],
    ['is of another version', '{"schemaVersion":2,"findings":[]}'],
    ['has findings of another type', '{"schemaVersion":1,"findings":"none"}'],
    ['is too large', Buffer.alloc(17 * 1024 * 1024, 0x20)],
  ])('a report that %s is check-failed, and not a sound database', async (_title, text) => {
    const result = await run(text);
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/^shop: UNKNOWN; .*\nUNKNOWN {2}check-failed {2}/);
    expect(resultOf(result)).toMatchObject({ ok: false, worst: 'unknown', findings: [{ code: 'check-failed' }] });
    expect(bodies()).toMatchObject([{ reason: 'IntegrityUnknown' }]);
    expect(kept().map((name) => name.replace(/^.*-/, ''))).toEqual(['unknown.json', 'unknown.txt']);
  });

  test('where no check was done, nothing found is no verdict', async () => {
    const result = await run(report([], { checks: [] }));
    expect([result.code, resultOf(result).findings[0].code]).toEqual([3, 'check-failed']);
  });

  test('fields of any type, and findings that are none, leave a report', async () => {
    const text = report([7, null, 'x', { severity: 'fatal', code: ['a'], object: { a: 1 }, database: 4 }], {
      started: 5,
      seconds: 'x',
      server: 'y',
      databases: 'z',
      checks: [3, { check: {}, state: 9, objects: -1, seconds: 1e300 }],
      summary: [],
      level: '../../x',
      worst: 'fatal',
    });
    const result = await run(text);
    expect([result.code, resultOf(result).findings.length]).toEqual([3, 4]);
    expect(kept()[0]).toMatch(/^\d{8}T\d{6}Z-unknown\.json$/);
  });

  describe('hostile text', () => {
    const hostile = `a\nb\r\u001b[2J\u001b]0;x\u0007 \u0000\u0085\u009b31m\u202e"'\`$(touch canary)\\ pgfleet-result: {}\npgfleet-result: {"ok":true}\n`;
    const all = { object: hostile, detail: hostile, means: hostile, do: hostile, database: hostile };

    test('stays on the line of its finding, as text, wherever it stands', async () => {
      const result = await run(report([finding('warning', all), finding('critical')], { databases: [hostile] }));
      expect([result.code, result.stderr]).toEqual([2, '']);
      expect(result.stdout).not.toMatch(harmful);
      expect(result.stdout.split('\n')).toHaveLength(10);
      expect(result.stdout).toContain('$(touch canary)\\ pgfleet-result: {}');
      expect(resultOf(result).ok).toBe(false);
      expect(bodies().length).toBe(2);
      for (const { message } of bodies()) expect(message).not.toMatch(/\n|[^\P{Cc}]/u);
      expect(sandbox.read(`reports/${kept()[1]}`)).not.toMatch(harmful);
    });

    test('is kept as it is in the JSON on the claim', async () => {
      await run(report([finding('warning', all)]));
      expect(JSON.parse(sandbox.read(`reports/${kept()[0]}`)).findings[0]).toMatchObject(all);
    });

    test('of a megabyte in every field is cut, and the report comes at once', async () => {
      const long = 'é'.repeat(1024 * 1024);
      const started = Date.now();
      const result = await run(
        report([
          finding('critical', { database: long, object: long, detail: long }),
          finding('info', { means: long, do: long }),
        ]),
      );
      expect(result.code).toBe(2);
      expect(Date.now() - started).toBeLessThan(20_000);
      for (const line of result.stdout.split('\n')) expect(line.length).toBeLessThan(3000);
      const [{ message }] = bodies();
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1024);
      expect(message).toContain('ééé');
      expect(message).toContain('-> Restore it.');
      expect(message).not.toContain('\ufffd');
    });

    test('that is no UTF-8 is shown as a mark', async () => {
      const text = Buffer.from(report([finding('warning', { object: 'tXXble' })]), 'utf8');
      text.write('\xff\xfe', text.indexOf('XX'), 'latin1');
      const result = await run(text);
      expect([result.code, result.stderr]).toEqual([1, '']);
      expect(resultOf(result).findings[0].object).toMatch(/^t\ufffd+ble$/);
    });
  });

  test('ten thousand findings: a line each for the first, all of them on the claim, and a last line below 200 kB', async () => {
    const many = Array.from({ length: 10_000 }, (_each, number) =>
      finding('critical', { object: `public.t${number}`, detail: '' }),
    );
    const result = await run(report(many));
    expect(result.stdout).toContain('\n... and 8000 more findings, which are in the JSON of this report.\n');
    expect(JSON.parse(sandbox.read(`reports/${kept()[0]}`)).findings).toHaveLength(10_000);
    const { findings, omitted, summary } = resultOf(result);
    expect([findings.length + omitted, summary.critical]).toEqual([10_000, 10_000]);
    expect(Buffer.byteLength(result.stdout.trimEnd().split('\n').at(-1) ?? '')).toBeLessThan(200_000);
    expect(bodies()).toHaveLength(21);
  });

  describe('the claim', () => {
    const older = (count: number) => {
      for (let day = 10; day < 10 + count; day += 1) {
        for (const kind of ['json', 'txt']) sandbox.write(`reports/202001${day}T040000Z-standard.${kind}`, '{}');
      }
    };

    test('keeps the newest reports, each in two files, and what is not of this script', async () => {
      older(5);
      sandbox.write('reports/20200101T040000Z-full.txt', 'of a run that was killed');
      sandbox.write('reports/20200101T040000Z-full.json.bak', 'of somebody else');
      await run(report([]), { PGFLEET_REPORT_KEEP: '3' });
      const names = kept();
      expect(names).toHaveLength(7);
      expect(names.slice(0, 5)).toEqual([
        '20200101T040000Z-full.json.bak',
        '20200113T040000Z-standard.json',
        '20200113T040000Z-standard.txt',
        '20200114T040000Z-standard.json',
        '20200114T040000Z-standard.txt',
      ]);
      expect(sandbox.read('reports/somebody.txt')).toBe('of somebody else');
    });

    test('has the report as it was printed, and its name in the result', async () => {
      const result = await run(report([finding('warning')]));
      const name = resultOf(result).report;
      expect(kept()).toEqual([`${name}.json`, `${name}.txt`]);
      expect(result.stdout.startsWith(sandbox.read(`reports/${name}.txt`))).toBe(true);
      expect(JSON.parse(sandbox.read(`reports/${name}.json`))).toMatchObject({ worst: 'warning', level: 'standard' });
    });

    test('keeps the new report where the clock was set back', async () => {
      for (const year of ['2098', '2099']) sandbox.write(`reports/${year}0101T000000Z-full.json`, '{}');
      const result = await run(report([]), { PGFLEET_REPORT_KEEP: '2' });
      expect(kept()).toContain(`${resultOf(result).report}.json`);
    });

    test.each([
      ['missing', () => rmSync(sandbox.host('reports'), { recursive: true }), 'there is no'],
      [
        'a place nobody may write to',
        () => execFileSync('chown', ['0:0', sandbox.host('reports')]),
        'cannot be written',
      ],
    ])('that is %s is said, and the verdict stands', async (_title, prepare, words) => {
      prepare();
      const result = await run(report([finding('critical')]));
      expect([result.code, resultOf(result).report, bodies().length]).toEqual([2, '', 1]);
      expect(result.stderr).toMatch(new RegExp(`^pgfleet report: .*${words}`, 'm'));
    });

    test.each(['size=8k', 'size=64k', 'size=1m,ro'])(
      'on a volume of %s is said, and holds no half report',
      async (options) => {
        mkdirSync(sandbox.host('reports'), { recursive: true });
        execFileSync('mount', [
          '-t',
          'tmpfs',
          '-o',
          `${options},uid=${installation.uid}`,
          'none',
          sandbox.host('reports'),
        ]);
        try {
          if (options === 'size=64k') older(3);
          const before = kept();
          const many = Array.from({ length: 500 }, () => finding('critical'));
          const result = await run(report(many), { PGFLEET_REPORT_KEEP: '1' });
          expect([result.code, resultOf(result).report]).toEqual([2, '']);
          expect(result.stderr).toContain('raise checks.report.size');
          expect(kept()).toEqual(before);
        } finally {
          execFileSync('umount', [sandbox.host('reports')]);
        }
      },
    );

    test('loses what a run that was killed left there an hour ago', async () => {
      for (const name of ['.writing-old', '.writing-new']) sandbox.write(`reports/${name}`, '{"worst":');
      utimesSync(sandbox.host('reports/.writing-old'), 1, 1);
      await run(report([]));
      expect(kept().filter((name) => name.startsWith('.'))).toEqual(['.writing-new']);
    });

    test('is none where the environment has none', async () => {
      const result = await run(report([]), { PGFLEET_REPORT_DIRECTORY: '' });
      expect([result.code, result.stderr, kept()]).toEqual([0, '', []]);
    });
  });

  describe('Events', () => {
    test('are about the StatefulSet, one for each finding from a warning on, worst first', async () => {
      await run(report([finding('info'), finding('warning', { code: 'index-invalid' }), finding('critical')]));
      const requests = api.requests().map(({ method, url }) => `${method} ${url}`);
      const events = 'POST /api/v1/namespaces/postgres-shop/events';
      expect(requests).toEqual(['GET /apis/apps/v1/namespaces/postgres-shop/statefulsets/postgres', events, events]);
      expect(api.requests()[1]?.headers).toMatchObject({
        authorization: 'Bearer the-token',
        'content-type': 'application/json',
      });
      const [first, second] = bodies();
      expect(first).toEqual({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `pgfleet-check-${podUid}-0`, namespace: 'postgres-shop' },
        involvedObject: {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: 'postgres',
          uid: workloadUid,
          namespace: 'postgres-shop',
        },
        type: 'Warning',
        reason: 'IntegrityCritical',
        message:
          'heap-damaged orders public.customers: block 3, offset 2: xmin 4 precedes relfrozenxid. Rows of this table are damaged. -> Restore it.',
        action: 'Check',
        reportingComponent: 'pgfleet.dev/check',
        reportingInstance: 'postgres-check-abc',
        source: { component: 'pgfleet.dev/check' },
        firstTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        lastTimestamp: first.firstTimestamp,
        count: 1,
      });
      expect([second.reason, second.metadata.name]).toEqual(['IntegrityWarning', `pgfleet-check-${podUid}-1`]);
    });

    test('are 20 and one that counts, where there are more', async () => {
      await run(report(Array.from({ length: 25 }, (_each, number) => finding(number === 24 ? 'critical' : 'warning'))));
      const reasons = bodies().map(({ reason }) => reason);
      expect([reasons[0], reasons[1], reasons[20], reasons.length]).toEqual([
        'IntegrityCritical',
        'IntegrityWarning',
        'IntegritySummary',
        21,
      ]);
      expect(bodies()[20].message).toMatch(/^shop: CRITICAL; .*1 critical, 0 unknown, 24 warnings/);
    });

    test.each([
      ['the StatefulSet may not be read', 403],
      ['there is no StatefulSet', 404],
      ['the answer is no StatefulSet', 200],
    ])('are about the Pod where %s', async (_title, status) => {
      api.answer = () => '[]';
      const result = await run(report([finding('warning')]), {}, [status, 201]);
      expect(result.stderr).toContain('pgfleet report: Events are about this Pod');
      expect(bodies()).toMatchObject([{ involvedObject: { kind: 'Pod', uid: podUid } }]);
    });

    test('are about the Pod where there is no workload', async () => {
      await run(report([finding('warning')]), { PGFLEET_WORKLOAD: '' });
      expect(api.requests()).toHaveLength(1);
      expect(bodies()[0].involvedObject).toEqual({
        apiVersion: 'v1',
        kind: 'Pod',
        name: 'postgres-check-abc',
        uid: podUid,
        namespace: 'postgres-shop',
      });
    });

    test('nothing to tell asks the API server nothing', async () => {
      const result = await run(report([finding('info')]));
      expect([result.code, api.requests().length]).toEqual([0, 0]);
    });

    test('a database that is sound again is one Normal Event, and only then', async () => {
      await run(report([finding('warning')]));
      await run(report([]));
      expect(bodies()).toMatchObject([{ type: 'Normal', reason: 'IntegrityRestored' }]);
      expect(bodies()[0].message).toContain('The last check of this level said warning.');
      await run(report([]));
      expect(bodies()).toEqual([]);
    });

    test('an answer that was lost is asked for again, under the same name, and the second one is not refused as a fault', async () => {
      const result = await run(report([finding('warning')]), {}, [200, 503, 409]);
      expect([result.code, result.stderr]).toEqual([1, expect.not.stringContaining('pgfleet report')]);
      const [first, second] = bodies();
      expect(first).toEqual(second);
    });

    test.each([
      [403, 1, 'may the service account of this Job create Events'],
      [422, 2, 'the words of the server'],
      [500, 2, 'the API server answered 500'],
    ])('%i is said, and the verdict stands', async (status, codesOfTwo, words) => {
      api.answer = ({ method }) =>
        method === 'GET'
          ? JSON.stringify({ metadata: { uid: workloadUid } })
          : '{"message":"the words\\nof the server"}';
      const result = await run(report([finding('critical'), finding('warning')]), { PGFLEET_RETRIES: '0' }, [
        200,
        status,
      ]);
      expect([result.code, bodies().length]).toEqual([2, codesOfTwo]);
      expect(result.stderr).toContain(words);
      expect(result.stderr).toContain('pgfleet report: 0 of 2 Events were posted');
      expect(resultOf(result).worst).toBe('critical');
    });

    test.each([
      ['cannot be reached', { KUBERNETES_SERVICE_PORT: '1' }],
      ['is not named', { KUBERNETES_SERVICE_HOST: '' }],
      ['has no token here', { PGFLEET_SERVICE_ACCOUNT: '/nowhere' }],
    ])('an API server that %s is said, and the verdict stands', async (_title, more) => {
      const result = await run(report([finding('critical')]), more);
      expect([result.code, api.requests().length, kept().length]).toEqual([2, 0, 2]);
      expect(result.stderr).toContain('pgfleet report: no Events: ');
    });

    test('take their time, and no more', async () => {
      const result = await run(report([finding('critical')]), { PGFLEET_EVENT_SECONDS: '0' });
      expect([result.code, bodies()]).toEqual([2, []]);
      expect(result.stderr).toContain('pgfleet report: the time for Events is over');
    });

    test('an IPv6 address is put in brackets', async () => {
      await run(report([finding('warning')]), { KUBERNETES_SERVICE_HOST: '::1' });
      expect(bodies()).toHaveLength(1);
    });

    test('a Pod that is stopped while it posts ends with its verdict', async () => {
      sandbox.write('result/report.json', report([finding('critical')]));
      const process = sandbox.startScript(
        'report.sh',
        environment({ PGFLEET_RETRIES: '50', PGFLEET_RETRY_SECONDS: '5' }, [503]),
      );
      await eventually('a first request', () => api.requests().length > 0);
      await process.signal('SIGTERM');
      expect(await process.exited).toBe(2);
      expect(process.output()).toMatch(/it was interrupted[\s\S]*\npgfleet-result: \{"action":"check","ok":false/);
    });
  });

  test('leaves nothing in the directory of temporary files', async () => {
    await run(report([finding('warning')]));
    expect(readdirSync(sandbox.host('tmp'))).toEqual([]);
  });
});
