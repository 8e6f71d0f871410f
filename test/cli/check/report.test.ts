import { junitProblem, junitReport } from '../../../lib/cli/check/report';
import { type CheckResult, checkResultOf } from '../../../lib/cli/check/result';
import { junitXml } from '../../../lib/cli/junit';
import { checksOf } from '../junit-reader';

const finding = (severity: string, check: string, more: object = {}): object => ({
  severity,
  code: `${check}-code`,
  check,
  database: 'orders',
  object: 'public.t',
  detail: 'd',
  means: 'It is so',
  do: 'Do it',
  ...more,
});
const row = (check: string, states: object, more: object = {}): object => ({
  check,
  databases: 1,
  objects: 1,
  seconds: 1,
  states,
  reason: '',
  ...more,
});

/** As it comes out of a log. */
const resultOf = (content: object): CheckResult => {
  const result = checkResultOf(`pgfleet-result: ${JSON.stringify({ worst: 'none', level: 'full', ...content })}\n`);
  if (result === undefined) throw new Error('no result');
  return result;
};
const casesOf = (content: object) => checksOf(junitReport('orders', resultOf(content))).cases;

describe('a test', () => {
  test.each([
    ['passes where nothing is found', row('heap', { done: 2 }), [], undefined],
    ['passes with information', row('heap', { done: 1 }), [finding('info', 'heap')], undefined],
    ['passes where one database of two was left out', row('heap', { done: 1, skipped: 1 }), [], undefined],
    ['fails by a warning', row('heap', { done: 1 }), [finding('warning', 'heap')], 'failure'],
    ['fails by damage', row('heap', { done: 1 }), [finding('critical', 'heap')], 'failure'],
    ['is an error where nothing can be said', row('heap', { done: 1 }), [finding('unknown', 'heap')], 'error'],
    ['is an error by a severity of a later version', row('heap', { done: 1 }), [finding('fatal', 'heap')], 'error'],
    [
      'is as its worst finding',
      row('heap', { done: 1 }),
      ['critical', 'unknown'].map((one) => finding(one, 'heap')),
      'failure',
    ],
    ['is skipped', row('heap', { skipped: 2 }, { reason: 'checks.skip' }), [], 'skipped'],
    ['is skipped where it is not possible', row('heap', { 'not-possible': 1 }), [], 'skipped'],
    ['is an error where it did not end', row('heap', { done: 1, unfinished: 1 }), [], 'error'],
    ['fails although it was skipped elsewhere', row('heap', { skipped: 1 }), [finding('warning', 'heap')], 'failure'],
  ])('%s', (_, one, findings, kind) => {
    expect(casesOf({ checks: [one], findings }).map((test) => test.kind)).toEqual([kind]);
  });
});

test('a finding of no check that was listed has a test of its own, and so has one of no check', () => {
  const findings = [finding('unknown', 'server'), finding('critical', '')];
  expect(casesOf({ findings }).map(({ name, kind }) => [name, kind])).toEqual([
    ['server', 'error'],
    ['verdict', 'failure'],
  ]);
});

test('a failure tells all findings of the check, and information is output', () => {
  const findings = [
    finding('critical', 'heap', { database: null, object: '' }),
    finding('warning', 'heap'),
    finding('info', 'heap', { do: '' }),
  ];
  expect(casesOf({ checks: [row('heap', { done: 1 })], findings })[0]).toMatchObject({
    message: 'heap-code, and 1 more',
    text: 'CRITICAL heap-code d. It is so -> Do it\nWARNING heap-code orders public.t: d. It is so -> Do it',
    output: 'INFO heap-code orders public.t: d. It is so',
  });
});

test('findings that the log has no room for do not look like passed tests', () => {
  const summary = { critical: 3, unknown: 0, warning: 1, info: 9 };
  const cases = casesOf({ summary, checks: [row('heap', { done: 1 })], findings: [finding('critical', 'heap')] });
  expect(cases.map(({ name, kind }) => [name, kind])).toEqual([
    ['heap', 'failure'],
    ['more findings', 'failure'],
  ]);
  expect(cases[1]?.message).toContain('3 more findings');
});

test('counts and times are right', () => {
  const checks = [
    row('settings', { done: 1 }),
    row('heap', { done: 1 }, { seconds: 0.1234 }),
    row('btree', { skipped: 1 }),
    row('files', { unfinished: 1 }),
  ];
  const { root, suite, cases } = checksOf(
    junitReport('orders', resultOf({ seconds: 3661, checks, findings: [finding('warning', 'heap')] })),
  );
  expect(root).toEqual({ name: 'pgfleet', tests: '4', failures: '1', errors: '1', time: '3661.000' });
  expect(suite).toEqual({
    name: 'orders full',
    tests: '4',
    failures: '1',
    errors: '1',
    skipped: '1',
    time: '3661.000',
  });
  expect(cases.map(({ time }) => time)).toEqual(['1.000', '0.123', '1.000', '1.000']);
});

test('names of tests are unique, or GitLab shows only the first', () => {
  const content = { checks: [row('heap', { done: 1 })], findings: [finding('info', 'heap'), finding('info', '')] };
  const names = casesOf(content).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const hostile = 'a\u0000\u001b[2J\u0085\ud800\ufffe]]><b a="1">\'&amp;\n\tz\r\n\u{1f418}';

test('hostile text is well-formed XML 1.0, and harmless', () => {
  const xml = junitReport(
    'orders',
    resultOf({
      started: hostile,
      checks: [row('heap', { done: 1 }, { reason: hostile }), row('btree', { skipped: 1 }, { reason: hostile })],
      findings: [finding('critical', 'heap', { object: hostile, detail: hostile, database: hostile })],
    }),
  );
  expect(xml).not.toMatch(/[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}\t]/u);
  expect(xml).not.toContain(']]>');
  const { cases, suite } = checksOf(xml);
  const shown = 'a\ufffd\ufffd[2J\ufffd\ufffd\ufffd]]><b a="1">\'&amp;\n\tz\n\u{1f418}';
  expect(cases[0]?.message).toBe(`heap-code ${shown} ${shown}`);
  expect(cases[0]?.text).toContain(`${shown} ${shown}: ${shown}`);
  expect(cases[0]?.output).toBe(shown);
  expect(cases[1]).toMatchObject({ kind: 'skipped', message: shown });
  expect(suite).not.toHaveProperty('timestamp');
});

test('ten thousand findings are one file of some megabytes', () => {
  const findings = Array.from({ length: 10_000 }, () => finding('critical', 'heap'));
  const xml = junitReport('orders', resultOf({ checks: [row('heap', { done: 1 })], findings }));
  expect(checksOf(xml).cases[0]?.text.split('\n')).toHaveLength(10_000);
});

test('a suite without tests is one', () => {
  expect(checksOf(junitXml({ name: 'n', group: 'g', seconds: 0, started: '', cases: [] })).cases).toEqual([]);
});

test('a problem is a test that is an error', () => {
  expect(checksOf(junitProblem('orders', 'quick', 'no & answer', ['a < b']))).toMatchObject({
    suite: { name: 'orders quick', tests: '1', errors: '1' },
    cases: [{ name: 'verdict', kind: 'error', message: 'no & answer', text: 'a < b\nno & answer' }],
  });
});

test.each([
  'nothing',
  'pgfleet-result: ',
  'pgfleet-result: null',
  'pgfleet-result: []',
  'pgfleet-result: {"worst":"fine"}',
  'pgfleet-result: {"worst":"constructor"}',
  'pgfleet-result: {"action":"check","ok":true}',
])('%s is no verdict', (log) => {
  expect(checkResultOf(log)).toBeUndefined();
});

test('a verdict with nothing else is one', () => {
  expect(checkResultOf('pgfleet-result: {"worst":"critical","checks":5,"findings":[null],"seconds":-1}')).toMatchObject(
    {
      worst: 'critical',
      seconds: 0,
      checks: [],
      findings: [{ severity: 'unknown', code: '' }],
    },
  );
});
