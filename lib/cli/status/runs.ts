import type { DatabaseEnvironment, Environment, PgBackRestBackup } from '../../defaults/environment';
import { checkResultOf } from '../check/result';
import { isProblem, jobLog, type KubernetesObject, kubectlWords, list, select } from '../kubectl';
import { conditionsOf } from '../pod-state';
import { isJobOf, isNamedLike, type JobKindName, jobBases, jobKinds } from './job-kinds';
import { failed, type Line, ok, unknown, warning } from './line';
import { ago, labelled, nameOf, type Place, type Row, statusOf, titled } from './place';

interface Wanted {
  /** Whether an environment without a single success is not well yet. */
  readonly required: boolean;
  /** The oldest that the last success may be. */
  readonly maxAgeSeconds?: number | undefined;
}

/** What of it an environment has; undefined: there is no such work. */
export const wanted: Readonly<Record<JobKindName, (env: Environment) => Wanted | undefined>> = {
  backup: (env) =>
    env.kind !== 'database' || env.backup.method === 'none'
      ? undefined
      : { required: env.backup.method === 'pgBackRest', maxAgeSeconds: maxAge(env) },
  verification: (env) => (pgBackRestOf(env)?.verify === undefined ? undefined : { required: false }),
  drill: (env) => (pgBackRestOf(env)?.drill === undefined ? undefined : { required: false }),
  check: ({ checks }) => (checks.level === 'none' ? undefined : { required: false }),
  // Without it there is no Secret, and the Pod and the login say so.
  credentials: () => undefined,
};

const pgBackRestOf = (env: Environment): PgBackRestBackup | undefined =>
  env.kind === 'database' && env.backup.method === 'pgBackRest' ? env.backup : undefined;

const maxAge = ({ backup, suspended }: DatabaseEnvironment): number | undefined =>
  suspended || backup.method !== 'pgBackRest' ? undefined : backup.verify?.maxAgeSeconds;

/** The last run of each kind. */
export const runs: Row = async (place) => {
  const rows = jobKinds.flatMap((kind) => {
    const want = wanted[kind.name](place.env);
    return want === undefined
      ? []
      : jobBases(place.env).map((base) => ({ kind, want, base, title: titled(place.env, kind.name, base) }));
  });
  if (rows.length === 0) return [];
  const [jobs, cronJobs] = await Promise.all([
    // Not by their own labels: those that a person started have none.
    select(place.cluster, 'job'),
    list(place.cluster, 'cronjob', labelled(place.env.id)),
  ]);
  if (isProblem(jobs)) return rows.map(({ title }) => unknown(title, jobs.problem));
  if (isProblem(cronJobs)) return rows.map(({ title }) => unknown(title, cronJobs.problem));
  return Promise.all(
    rows.map(async ({ kind, want, base, title }) => {
      const last = lastRuns(
        jobs.filter((job) => isJobOf(place.env.id, base, kind, job)),
        cronJobs.filter((cronJob) => isNamedLike(base, kind, cronJob)),
      );
      const line = { ...judgeRuns(place, kind.name, want, last), name: title };
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

export const lastRuns = (jobs: readonly KubernetesObject[], cronJobs: readonly KubernetesObject[]): LastRuns => {
  const ended = jobs.flatMap((job) => endOf(job) ?? []).sort((a, b) => b.time.localeCompare(a.time));
  const successes = [
    ...ended.filter(({ good }) => good).map(({ time }) => time),
    ...cronJobs.flatMap((one) => statusOf<CronJobStatus>(one).lastSuccessfulTime ?? []),
  ].sort();
  const running = jobs.filter((job) => endOf(job) === undefined).map(nameOf)[0];
  return { ended: ended[0], running, success: successes.at(-1) };
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
