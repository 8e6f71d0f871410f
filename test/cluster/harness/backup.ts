import type { Values } from '../../../lib/config/schema';
import { find, kubectl, list, tryKubectl } from './kubectl';
import { createNamespace } from './namespaces';
import { createAuthority, createKeys } from './object-storage';
import { apply, smallDatabase, synth, type TestEnvironment } from './project';
import { shell } from './psql';
import { waitFor } from './wait';

/** Dates that no run meets: tests start their Jobs themselves. */
export const schedules = {
  schedule: { full: '0 1 1 1 *', incremental: '0 3 1 1 *' },
  verify: { schedule: '0 5 1 1 *' },
  drill: { schedule: '0 7 1 1 *' },
} as const;

type Database = NonNullable<Values['database']>;

/** A production environment with pgBackRest on the S3 service of the tier: method, repository and retention come from defaults.yaml. */
export const production = (more: Partial<Values> = {}, database: Partial<Database> = {}) =>
  ({
    profile: 'production',
    ...more,
    database: { ...smallDatabase, shutdownSeconds: 60, ...database },
    backup: { ...schedules, deadlineSeconds: 600, retention: { full: 9 }, ...more.backup },
  }) satisfies Values;

/** From nothing: the namespace with the Secrets that a person makes, then synth and apply. */
export const bringUpWithRepository = async (environment: TestEnvironment): Promise<void> => {
  await createNamespace(environment.namespace);
  await createKeys(environment.namespace);
  await createAuthority(environment.namespace);
  await synth(environment);
  await apply(environment);
};

interface Job {
  readonly metadata: { readonly name: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

export interface JobEnd {
  readonly succeeded: boolean;
  readonly log: string;
}

const ended = async (namespace: string, job: Job | undefined): Promise<JobEnd | undefined> => {
  const type = job?.status.conditions?.find(
    (condition) => condition.status === 'True' && ['Complete', 'Failed'].includes(condition.type),
  )?.type;
  if (job === undefined || type === undefined) return undefined;
  const { stdout, stderr } = await tryKubectl([
    'logs',
    `job/${job.metadata.name}`,
    '-n',
    namespace,
    '--all-containers',
    '--tail=-1',
  ]);
  return { succeeded: type === 'Complete', log: `${stdout}${stderr}` };
};

/** The Job that makes the first full backup; nobody starts it. The newest, where a change of values made another. */
export const initialBackup = ({ namespace, name }: TestEnvironment, seconds = 300): Promise<JobEnd> =>
  waitFor(`the first backup of ${namespace}`, seconds, async () => {
    const jobs = await list<Job>(namespace, 'job', '--sort-by=.metadata.creationTimestamp');
    return ended(namespace, jobs.filter(({ metadata }) => metadata.name.startsWith(`${name}-backup-initial-`)).at(-1));
  });

/** First backup there, or an error with its log. */
export const waitForFirstBackup = async (environment: TestEnvironment): Promise<void> => {
  const { succeeded, log } = await initialBackup(environment);
  if (!succeeded) throw new Error(`the first backup of ${environment.id} failed:\n${log}`);
};

export type CronJob = 'backup-full' | 'backup-incr' | 'verify' | 'drill' | 'dump';

/** `kubectl create job --from`: what a person does who does not want to wait for the schedule. */
export const startJob = ({ namespace, name }: TestEnvironment, cronJob: CronJob, job: string): Promise<string> =>
  kubectl(['create', 'job', job, `--from=cronjob/${name}-${cronJob}`, '-n', namespace]);

export const waitForJob = ({ namespace }: TestEnvironment, job: string, seconds = 240): Promise<JobEnd> =>
  waitFor(`Job ${namespace}/${job} to end`, seconds, async () =>
    ended(namespace, await find<Job>(namespace, 'job', job)),
  );

export const runJob = async (
  environment: TestEnvironment,
  cronJob: CronJob,
  job: string,
  seconds?: number,
): Promise<JobEnd> => {
  await startJob(environment, cronJob, job);
  return waitForJob(environment, job, seconds);
};

/** Name of the Pod of a Job, once its container runs. */
export const runningPod = ({ namespace }: TestEnvironment, job: string, seconds = 60): Promise<string> =>
  waitFor(`the Pod of ${namespace}/${job}`, seconds, async () => {
    const pods = await list<{
      readonly metadata: { readonly name: string };
      readonly status: { readonly phase: string };
    }>(namespace, 'pod', '-l', `job-name=${job}`);
    return pods.find(({ status }) => status.phase === 'Running')?.metadata.name;
  });

interface Info {
  readonly status: { readonly code: number; readonly message: string };
  readonly backup: readonly {
    readonly label: string;
    readonly type: 'full' | 'diff' | 'incr';
    readonly error: boolean;
    /** In seconds. */
    readonly timestamp: { readonly start: number; readonly stop: number };
    readonly archive: { readonly start: string; readonly stop: string };
  }[];
  readonly archive: readonly { readonly min: string | null; readonly max: string | null }[];
}

/** `pgbackrest info` in the database Pod, without any option that a person would have to know. */
export const info = async (environment: TestEnvironment, ...options: readonly string[]): Promise<Info> => {
  const { code, stdout, stderr } = await shell(environment, `pgbackrest info --output=json ${options.join(' ')}`);
  const [stanza] = code === 0 ? (JSON.parse(stdout) as readonly Info[]) : [];
  if (stanza === undefined) throw new Error(`pgbackrest info: ${code} ${stdout}${stderr}`);
  return stanza;
};

/** Files of the repository below a folder, with their sizes. */
export const repositoryFiles = async (
  environment: TestEnvironment,
  folder: string,
  ...options: readonly string[]
): Promise<Readonly<Record<string, { readonly type: string; readonly size?: number }>>> => {
  const command = `pgbackrest repo-ls --recurse --output=json ${options.join(' ')} ${folder}`;
  const { code, stdout, stderr } = await shell(environment, command);
  if (code !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
};
