import type { JudgedChange } from '../../../lib/plan/allow';
import { applyAllowances } from '../../../lib/plan/allow';
import { planAnnotations } from '../../../lib/plan/report/github';
import { planJson } from '../../../lib/plan/report/json';
import { lineDiff } from '../../../lib/plan/report/line-diff';
import { longestComment, marker, planMarkdown } from '../../../lib/plan/report/markdown';
import { reaches, summarize, summaryLine } from '../../../lib/plan/report/summary';
import { planText } from '../../../lib/plan/report/text';

const change = (fields: Partial<JudgedChange> = {}): JudgedChange => ({
  environment: 'dev',
  object: { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'shop', name: 'postgres' },
  class: 'restart',
  code: 'pod-restart',
  path: 'spec.template.spec.containers[postgres].image',
  before: 'postgres:17.1',
  after: 'postgres:17.2',
  message: 'the Pod postgres-0 restarts',
  remedy: 'merge it when a restart is welcome',
  cause: 'environments/dev/values.yaml:7:3 images.postgres',
  ...fields,
});
const lost = change({ class: 'data-loss', code: 'claim-deleted', path: '', before: undefined, after: undefined });

test('the summary is one line: the worst class, the counts, and what restarts', () => {
  const changes = [lost, change(), change({ environment: 'qa' })];
  expect(summaryLine(summarize(changes))).toBe(
    'data-loss: 1 data-loss, 2 restart in 2 environments; dev/postgres, qa/postgres restart: 2 databases at once',
  );
});

test('what is allowed counts for nothing, and is counted', () => {
  const allowed = { ...lost, allowed: { reason: 'planned' } };
  expect(summaryLine(summarize([allowed]))).toBe('allowed: 1 allowed in dev; no Pod restarts');
  expect(reaches([allowed], 'none')).toBe(false);
});

test('text shows the worst first, with values, the way out and the cause', () => {
  expect(planText([lost, change()], false)).toMatchInlineSnapshot(`
    "data-loss: 1 data-loss, 1 restart in dev; dev/postgres restarts

    dev
      ✖ data-loss  StatefulSet/postgres  claim-deleted
          the Pod postgres-0 restarts
          way out: merge it when a restart is welcome
          from environments/dev/values.yaml:7:3 images.postgres
      ↻ restart  StatefulSet/postgres  pod-restart
          the Pod postgres-0 restarts
          spec.template.spec.containers[postgres].image: postgres:17.1 → postgres:17.2
          way out: merge it when a restart is welcome
          from environments/dev/values.yaml:7:3 images.postgres"
  `);
});

test('a terminal gets no command out of a manifest', () => {
  const text = planText([change({ after: 'a\u001b[2Jb' })], false);
  expect(text).not.toContain('\u001b');
});

test('JSON has the keys that are promised', () => {
  const { schemaVersion, changes } = JSON.parse(planJson([change()]));
  expect({ schemaVersion, keys: Object.keys(changes[0]), object: Object.keys(changes[0].object) }).toEqual({
    schemaVersion: 1,
    keys: ['environment', 'object', 'class', 'code', 'path', 'before', 'after', 'message', 'remedy', 'cause'],
    object: ['apiVersion', 'kind', 'namespace', 'name'],
  });
});

test('an annotation stands at the line of its cause, and its words are escaped', () => {
  expect(planAnnotations([change({ class: 'refused', message: '100 %\nof it' })])).toBe(
    '::error file=environments/dev/values.yaml,line=7,col=3,title=refused pod-restart::dev: StatefulSet/postgres ' +
      'spec.template.spec.containers[postgres].image: 100 %25%0Aof it',
  );
});

describe('a comment', () => {
  const many = (count: number): readonly JudgedChange[] =>
    Array.from({ length: count }, (_, index) =>
      change({ environment: `env-${index}`, message: `the Pod of ${index} restarts` }),
    );
  const diff = { environment: 'dev', text: `+${'x'.repeat(70_000)}` };

  test('holds the diffs where they fit', () => {
    expect(planMarkdown([change()], [{ environment: 'dev', text: '+a' }])).toContain('```diff\n+a\n```');
  });

  test('leaves out diffs that do not fit, and no finding', () => {
    const text = planMarkdown([change()], [diff]);
    expect(text.length).toBeLessThan(longestComment);
    expect(text).toContain('The diffs are left out');
    expect(text).toContain('the Pod postgres-0 restarts');
  });

  test.each([100, 400, 800, 5000, 50_000])('of %i findings is never too long, and counts every one', (count) => {
    const text = planMarkdown(many(count), [diff]);
    expect(text.length).toBeLessThanOrEqual(longestComment);
    expect(text).toContain(`${count} restart`);
    if (count < 1000) expect(new Set(text.match(/env-\d+/g)).size).toBe(count);
  });

  test('begins with the mark by which it is found again', () => {
    expect(planMarkdown([change()], []).startsWith(marker)).toBe(true);
  });

  test('takes nothing of a manifest for markup', () => {
    const text = planMarkdown([change({ message: '<img src=x> @everyone', after: '```\n# a `b`' })], []);
    expect(text).toContain('\\<img src=x\\> \\@everyone');
    expect(text).not.toMatch(/^# a/m);
  });
});

describe('an allowance', () => {
  const allow = { code: 'pod-restart', object: 'StatefulSet/postgres', reason: 'planned' };

  test.each([
    ['holds up to its last day', '2026-12-01', true],
    ['does not hold after it', '2026-12-02', false],
  ])('%s', (_, today, holds) => {
    const { changes } = applyAllowances([change()], [{ ...allow, until: '2026-12-01' }], today);
    expect(changes.map(({ allowed }) => allowed !== undefined)).toEqual([holds]);
  });

  test.each([
    ['another code', { ...allow, code: 'claim-deleted' }],
    ['another object', { ...allow, object: 'StatefulSet/other' }],
  ])('of %s is of no use', (_, other) => {
    expect(applyAllowances([change()], [other], '2026-12-01')).toEqual({ changes: [change()], unused: [other] });
  });
});

test('a diff shows changed lines with those around them', () => {
  const lines = (word: string) => `${['a', 'b', 'c', 'd', 'e', word, 'g', 'h', 'i', 'j', 'k'].join('\n')}\n`;
  expect(lineDiff('f.yaml', lines('x'), lines('y')).split('\n')).toEqual([
    '--- f.yaml',
    '+++ f.yaml',
    '@@',
    ' c',
    ' d',
    ' e',
    '-x',
    '+y',
    ' g',
    ' h',
    ' i',
  ]);
});
