import type { DatabaseEnvironment, Environment } from '../../defaults/environment';
import { checkResultOf } from '../check-result';
import { isProblem, jobLog, type KubernetesObject, kubectlWords, list, select } from '../kubectl';
import { conditionsOf } from '../pod-state';
import { failed, type Line, ok, unknown, warning } from './line';
import { ago, labelled, nameOf, type Place, type Row, specOf, statusOf } from './place';

/** A kind of work that Jobs do, on a schedule or because a person asked. */
interface Kind {
  readonly name: string;
  /** Of the names of its Jobs and CronJobs, after the name of the environment. */
  readonly prefixes: readonly string[];
  readonly not: RegExp;
  /** undefined: there is no such work. */
  readonly wanted: (env: Environment) => Wanted | undefined;
}

interface Wanted {
  /** Whether an environment without a single success is not well yet. */
  readonly required: boolean;
  /** The oldest that the last success may be. */
  readonly maxAgeSeconds?: number | undefined;
}

const never = /^$/;

/** In the order in which they are shown. */
export const kinds: readonly Kind[] = [
  {
    name: 'backup',
    prefixes: ['backup', 'dump'],
    not: /^backup-list-/,
    wanted: (env) =>
      env.kind !== 'database' || env.backup.method === 'none'
        ? undefined
        : { required: env.backup.method === 'pgBackRest', maxAgeSeconds: maxAge(env) },
  },
  {
    name: 'verification',
    prefixes: ['verify'],
    not: never,
    wanted: (env) =>
      env.kind === 'database' && env.backup.method === 'pgBackRest' && env.backup.verify
        ? { required: false }
        : undefined,
  },
  {
    name: 'drill',
    prefixes: ['drill'],
    not: never,
    wanted: (env) =>
      env.kind === 'database' && env.backup.method === 'pgBackRest' && env.backup.drill
        ? { required: false }
        : undefined,
  },
  {
    name: 'check',
    prefixes: ['check'],
    not: never,
    wanted: ({ checks }) => (checks.level === 'none' ? undefined : { required: false }),
  },
];

const maxAge = ({ backup, suspended }: DatabaseEnvironment): number | undefined =>
  suspended || backup.method !== 'pgBackRest' ? undefined : backup.verify?.maxAgeSeconds;

/** The last run of each kind. */
export const runs: Row = async (place) => {
  const wanted = kinds.flatMap((kind) => {
    const one = kind.wanted(place.env);
    return one === undefined ? [] : [{ kind, wanted: one }];
  });
  if (wanted.length === 0) return [];
  const [jobs, cronJobs] = await Promise.all([
    // Not by their own labels: those that a person started have none.
    select(place.cluster, 'job'),
    list(place.cluster, 'cronjob', labelled(place.env.id)),
  ]);
  const problem = isProblem(jobs) ? jobs : isProblem(cronJobs) ? cronJobs : undefined;
  if (problem !== undefined) return wanted.map(({ kind }) => unknown(kind.name, problem.problem));
  const ours = (jobs as readonly KubernetesObject[]).filter((job) => environmentOf(job) === place.env.id);
  return Promise.all(
    wanted.map(async ({ kind, wanted: want }) => {
      const last = lastRuns(place, kind, ours, cronJobs as readonly KubernetesObject[]);
      const line = judgeRuns(place, kind.name, want, last);
      return kind.name === 'check' && last.ended !== undefined
        ? withVerdict(line, await jobLog(place.cluster, last.ended.name))
        : line;
    }),
  );
};

export interface LastRuns {
  /** The newest that ended. */
  readonly ended: { readonly name: string; readonly time: string; readonly good: boolean } | undefined;
  readonly running: string | undefined;
  /** Of a Job that may be gone. */
  readonly success: string | undefined;
}

export const lastRuns = (
  { env }: Pick<Place, 'env'>,
  { prefixes, not }: Kind,
  jobs: readonly KubernetesObject[],
  cronJobs: readonly KubernetesObject[],
): LastRuns => {
  const isOurs = (object: KubernetesObject): boolean => {
    const rest = nameOf(object).slice(env.name.length + 1);
    return prefixes.some((prefix) => rest === prefix || rest.startsWith(`${prefix}-`)) && !not.test(rest);
  };
  const all = jobs.filter(isOurs);
  const ended = all.flatMap((job) => endOf(job) ?? []).sort((a, b) => b.time.localeCompare(a.time));
  const successes = [
    ...ended.filter(({ good }) => good).map(({ time }) => time),
    ...cronJobs.filter(isOurs).flatMap((one) => statusOf<CronJobStatus>(one).lastSuccessfulTime ?? []),
  ].sort();
  return {
    ended: ended[0],
    running: all.filter((job) => endOf(job) === undefined).map(nameOf)[0],
    success: successes.at(-1),
  };
};

interface CronJobStatus {
  readonly lastSuccessfulTime: string;
}

const endOf = (job: KubernetesObject): LastRuns['ended'] => {
  const over = conditionsOf(job).find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  if (over === undefined) return undefined;
  const time = (over as { readonly lastTransitionTime?: string }).lastTransitionTime ?? '';
  return { name: nameOf(job), time, good: over.type === 'Complete' };
};

const environmentOf = (job: KubernetesObject): string | undefined => {
  const { template } = specOf<{
    readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  }>(job);
  return template?.metadata?.labels?.['pgfleet.dev/environment'];
};

export const judgeRuns = (
  { env, cluster, nowMs }: Place,
  name: string,
  { required, maxAgeSeconds }: Wanted,
  { ended, running, success }: LastRuns,
): Line => {
  const now = running === undefined ? '' : `; ${running} runs`;
  if (ended !== undefined && !ended.good)
    return failed(
      name,
      `${ended.name} failed ${ago(ended.time, nowMs)}${now}`,
      `${kubectlWords(cluster)} logs job/${ended.name} --all-containers`,
    );
  const again = name === 'backup' || name === 'check' ? `pgfleet ${name} ${env.id}` : undefined;
  if (success === undefined) {
    const words = running === undefined ? 'there is none yet' : `there is none yet; ${running} runs`;
    return required && !env.suspended ? failed(name, words, again) : warning(name, words, again);
  }
  const words = `the last good one ended ${ago(success, nowMs)}${now}`;
  return maxAgeSeconds !== undefined && nowMs - Date.parse(success) > maxAgeSeconds * 1000
    ? failed(name, `${words}, which is too long ago`, again)
    : ok(name, words);
};

/** A check knows more than that it failed. */
export const withVerdict = (line: Line, log: string): Line => {
  const result = checkResultOf(log);
  if (result === undefined) return line;
  const { level, summary } = result;
  const counts = (['critical', 'unknown', 'warning'] as const).map((one) => `${summary[one]} ${one}`).join(', ');
  return { ...line, words: `${line.words} (level ${level}: ${counts})` };
};
