import type { DatabaseEnvironment } from '../defaults/environment';
import type { DiagnosticFormat } from '../diagnostic-render';
import { type BackupType, backupJob, listJob } from './backup/job';
import { backupTable } from './backup/table';
import { chosenEnvironment } from './chosen-environment';
import { exitCode } from './exit-codes';
import { causesOf, type JobEnd, resultOf, waitForJob } from './job-wait';
import { type Cluster, create, find, isProblem, type KubernetesObject, type Problem } from './kubectl';
import { templateOf, waitSeconds } from './manual-job';
import { found, refuse } from './report';
import { print, say } from './terminal';

/** Bound for a list, in seconds: a Pod has to start, and a repository of years has to be read. */
const listSeconds = 300;

/** Starts a Job from the CronJob of the environment, waits for its end, and says what came of it. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const environment = chosenEnvironment(id, format);
  if (typeof environment === 'number') return environment;
  if (environment.kind !== 'database')
    return refuse(
      environment.kind === 'vdb'
        ? `${id} is a VDB, a copy: its source is what is backed up. A snapshot of it is an action (docs/vdb.md)`
        : `${id} has no database of ours: whoever runs it backs it up`,
    );
  const request = requestOf(environment, options);
  if (isProblem(request)) return refuse(request.problem);

  const cluster: Cluster = { namespace: environment.namespace.name, context: String(options.context ?? '') };
  const job = await makeJob(cluster, environment, request);
  if (isProblem(job)) return refuse(job.problem);
  const name = job.metadata.name ?? '';
  say(`Job ${name} in ${cluster.namespace} is started; waiting up to ${request.seconds} s`);
  const end = await waitForJob(cluster, name, { seconds: request.seconds, setting: 'backup.deadlineSeconds' }, say);
  if (isProblem(end)) return found(end.problem);
  if (end.state !== 'complete') return failed(cluster, name, end, request);

  const result = resultOf(end.log);
  if (format === 'json') print(JSON.stringify({ schemaVersion: 1, environment: id, job: name, result }, undefined, 2));
  else if (request.list) print(backupTable(result, request.generation));
  else print(String((result as { readonly label?: unknown } | undefined)?.label ?? ''));
  if (!request.list) say(`the backup of ${id} is complete: pgfleet backup ${id} --list shows it`);
  return exitCode.fine;
};

interface Request {
  readonly list: boolean;
  readonly type: BackupType | undefined;
  readonly seconds: number;
  /** Of a list: whose backups; undefined: those of the present generation. */
  readonly generation: string | undefined;
}

const requestOf = (env: DatabaseEnvironment, options: Readonly<Record<string, unknown>>): Request | Problem => {
  const { backup, id } = env;
  if (backup.method === 'none') return { problem: `${id} has no backups: backup.method is none` };
  const listing = options.list === true;
  if (env.suspended && !listing) return { problem: `${id} is suspended: there is no server to back up` };
  const seconds = waitSeconds(options.timeout, listing ? listSeconds : backup.deadlineSeconds);
  if (typeof seconds !== 'number') return seconds;
  const type = options.type as BackupType | undefined;
  if (listing && type !== undefined) return { problem: '--type and --list: one at a time' };
  const generation = options.generation as string | undefined;
  if (generation !== undefined && (!listing || !/^[1-9][0-9]{0,3}$/.test(generation)))
    return { problem: '--generation is a number, and only --list reads it' };
  if (backup.method === 'pgDump' && type !== undefined && type !== 'full')
    return { problem: `--type ${type}: ${id} has dumps (backup.method is pgDump), and these are always full` };
  return {
    list: listing,
    type: backup.method === 'pgDump' ? undefined : (type ?? 'incremental'),
    seconds,
    generation,
  };
};

/** Every Job is made from the CronJob of full backups, which there always is; the type is a variable of it. */
const makeJob = async (
  cluster: Cluster,
  env: DatabaseEnvironment,
  { list, type, seconds, generation }: Request,
): Promise<KubernetesObject | Problem> => {
  const cronJob = `${env.name}-${env.backup.method === 'pgDump' ? 'dump' : 'backup-full'}`;
  const template = await templateOf(cluster, env, cronJob, 'backups');
  if (isProblem(template)) return template;
  if (!list) return create(cluster, backupJob(template, `${env.name}-backup-manual`, type));
  const pod = await find(cluster, 'pod', `${env.name}-0`);
  if (isProblem(pod)) return pod;
  // On a node: one that waits for a node would keep the list waiting as well.
  const pinned = (pod?.spec as { readonly nodeName?: string } | undefined)?.nodeName !== undefined;
  const variables = generation === undefined ? {} : pathVariables(env, generation);
  return create(cluster, listJob(template, `${env.name}-backup-list`, { seconds, pinned, variables }));
};

/** For pgBackRest a variable weighs more than its file. After a restore that was refused, the file names a generation without backups. */
const pathVariables = ({ backup }: DatabaseEnvironment, generation: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (backup.method === 'none' ? [] : backup.repositories).map(({ number, type, path }) => [
      `PGBACKREST_REPO${number}_PATH`,
      `${type === 'volume' ? '/pgfleet/repository-volume' : ''}${pathOf(path, generation)}`,
    ]),
  );

const pathOf = (path: string, generation: string): string => path.replace(/[^/]*$/, generation);

const failed = (cluster: Cluster, name: string, { state, log, reason }: JobEnd, { seconds }: Request): number => {
  const { cause } = (resultOf(log) ?? {}) as { readonly cause?: string };
  for (const line of cause === undefined ? causesOf(log) : [cause]) say(line);
  if (reason !== '') say(reason);
  const more = `kubectl -n ${cluster.namespace} logs job/${name}`;
  return found(
    state === 'failed'
      ? `the Job ${name} failed: ${more}`
      : `the Job ${name} is not done after ${seconds} s and goes on: ${more} -f`,
  );
};
