import type { KubernetesObject } from '../../../lib/cli/kubectl';
import { isJobOf, isNamedLike, type JobKindName, jobKinds } from '../../../lib/cli/status/job-kinds';
import { judgeRuns, lastRuns, wanted, withVerdict } from '../../../lib/cli/status/runs';
import { checks, exampleEnvironment, noBackup, pgBackRest, pgDump } from '../../constructs/example-environment';
import { examplePlace, now, object } from './example-place';

const place = examplePlace({ backup: pgBackRest });

const job = (
  name: string,
  type?: 'Complete' | 'Failed',
  lastTransitionTime = '2026-11-21T03:00:00Z',
  environment = 'orders',
) =>
  object('Job', name, {
    spec: { template: { metadata: { labels: { 'pgfleet.dev/environment': environment } } } },
    status: { conditions: type === undefined ? [] : [{ type, status: 'True', lastTransitionTime }] },
  });
const cronJob = (name: string, lastSuccessfulTime: string) =>
  object('CronJob', name, { status: { lastSuccessfulTime } });

const line = (name: JobKindName, jobs: readonly KubernetesObject[], cronJobs: readonly KubernetesObject[] = []) => {
  const env = exampleEnvironment({ backup: pgBackRest, checks });
  const kind = jobKinds.find((one) => one.name === name);
  const want = wanted[name](env);
  if (kind === undefined || want === undefined) throw new Error(name);
  const last = lastRuns(
    jobs.filter((one) => isJobOf(env.id, env.name, kind, one)),
    cronJobs.filter((one) => isNamedLike(env.name, kind, one)),
  );
  return judgeRuns(place, name, want, last);
};

test.each([
  ['one that was good', [job('postgres-backup-incr-1', 'Complete')], [], 'ok', 'ended 9 h ago'],
  ['one whose Job is gone', [], [cronJob('postgres-backup-full', '2026-11-21T02:00:00Z')], 'ok', 'ended 10 h ago'],
  ['the first', [job('postgres-backup-initial-x')], [], 'failed', 'none yet; postgres-backup-initial-x runs'],
  ['none', [], [], 'failed', 'there is none yet'],
  ['a list of them, which is none', [job('postgres-backup-list-x', 'Complete')], [], 'failed', 'there is none yet'],
  [
    'one of another environment in the same namespace',
    [job('postgres-backup-incr-1', 'Complete', now, 'shop'), job('shop-backup-incr-1', 'Complete')],
    [],
    'failed',
    'there is none yet',
  ],
  [
    'one that failed after a good one',
    [job('postgres-backup-incr-1', 'Complete'), job('postgres-backup-incr-2', 'Failed', '2026-11-21T11:00:00Z')],
    [],
    'failed',
    'postgres-backup-incr-2 failed 60 min ago',
  ],
  [
    'a good one after one that failed, while another runs',
    [
      job('postgres-backup-incr-1', 'Failed', '2026-11-20T03:00:00Z'),
      job('postgres-backup-manual-a', 'Complete'),
      job('postgres-backup-incr-2'),
    ],
    [],
    'ok',
    'ended 9 h ago; postgres-backup-incr-2 runs',
  ],
  [
    'an old one',
    [job('postgres-backup-incr-1', 'Complete', '2026-11-19T03:00:00Z')],
    [],
    'failed',
    'ended 2 days ago, which is too long ago',
  ],
])('backup: %s', (_, jobs, cronJobs, state, words) => {
  expect(line('backup', jobs, cronJobs)).toMatchObject({ state, words: expect.stringContaining(words) });
});

test('a check that has not run yet is to look at, and no failure', () => {
  expect(line('check', [])).toEqual({
    name: 'check',
    state: 'warning',
    words: 'there is none yet',
    next: 'pgfleet check orders',
  });
});

test('a Job of the claim of reports is no check', () => {
  expect(line('check', [job('postgres-reports-1', 'Complete')])).toMatchObject({ state: 'warning' });
});

test('the next command shows the log of the Job that failed', () => {
  expect(line('drill', [job('postgres-drill-7', 'Failed')]).next).toBe(
    'kubectl -n postgres-orders logs job/postgres-drill-7 --all-containers',
  );
});

test.each([
  ['pgBackRest', exampleEnvironment({ backup: pgBackRest, checks }), ['backup', 'verification', 'drill', 'check']],
  ['dumps', exampleEnvironment({ backup: pgDump, checks }), ['backup', 'check']],
  ['nothing', exampleEnvironment({ backup: noBackup, checks: { level: 'none' } }), []],
])('with %s these are looked at', (_, env, names) => {
  expect(jobKinds.map(({ name }) => name).filter((name) => wanted[name](env) !== undefined)).toEqual(names);
});

test('a suspended environment may have an old backup, or none', () => {
  const env = exampleEnvironment({ backup: pgBackRest, suspended: true });
  expect(wanted.backup(env)).toMatchObject({ maxAgeSeconds: undefined });
  const none = { ended: undefined, running: undefined, success: undefined };
  expect(judgeRuns({ ...place, env }, 'backup', { required: true }, none)).toMatchObject({ state: 'warning' });
});

test('a check says what it found', () => {
  const result = { level: 'quick', worst: 'critical', summary: { critical: 1, unknown: 0, warning: 2, info: 5 } };
  const failed = line('check', [job('postgres-check-manual-x', 'Failed')]);
  expect(withVerdict(failed, `pgfleet-result: ${JSON.stringify(result)}\n`).words).toBe(
    'postgres-check-manual-x failed 9 h ago (level quick: 1 critical, 0 unknown, 2 warning)',
  );
  expect(withVerdict(failed, '')).toBe(failed);
});
