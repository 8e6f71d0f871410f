import type { Environment } from '../defaults/environment';
import type { DiagnosticFormat } from '../diagnostic-render';
import { chosenEnvironment } from './chosen-environment';
import { exitCode } from './exit-codes';
import { type Cluster, find, isProblem, type Problem, placeOf, podOf, select } from './kubectl';
import { passThrough } from './programs';
import { found, refuse } from './report';
import { isJobOf, type JobKind, jobKinds } from './status/job-kinds';
import { nameOf } from './status/place';
import { harmless, say } from './terminal';

/** The log of the database, or of the newest Job of a kind: kubectl prints it. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const environment = chosenEnvironment(id, 'text' satisfies DiagnosticFormat);
  if (typeof environment === 'number') return environment;
  const kind = jobKinds.find(({ name }) => name === options.job);
  if (environment.kind !== 'database' && kind === undefined)
    return refuse(`${id} has no database of ours, and so no log: --job check shows that of its checks`);
  if (options.tail !== undefined && !/^[0-9]{1,7}$/.test(String(options.tail)))
    return refuse('--tail must be a number of lines');
  const cluster: Cluster = { namespace: environment.namespace.name, context: String(options.context ?? '') };
  const pod = await (kind === undefined ? databasePod(cluster, environment) : jobPod(cluster, environment, kind));
  if (isProblem(pod)) return found(pod.problem);
  const args = [
    'logs',
    `pod/${pod}`,
    ...containerWords(kind, options.container),
    ...logWords(options),
    ...placeOf(cluster),
  ];
  say(`kubectl ${args.join(' ')}`);
  const ended = await passThrough('kubectl', args, process.stdout.isTTY === true ? { show: harmless } : {});
  if (typeof ended !== 'number') return found(ended.problem);
  return ended === 0 ? exitCode.fine : exitCode.differs;
};

const databasePod = async (cluster: Cluster, { name, id }: Environment): Promise<string | Problem> => {
  const pod = await find(cluster, 'pod', `${name}-0`);
  if (isProblem(pod)) return pod;
  return pod === undefined ? { problem: `there is no Pod ${name}-0: pgfleet status ${id}` } : nameOf(pod);
};

const jobPod = async (cluster: Cluster, env: Environment, kind: JobKind): Promise<string | Problem> => {
  const jobs = await select(cluster, 'job');
  if (isProblem(jobs)) return jobs;
  const newest = jobs
    .filter((job) => isJobOf(env, kind, job))
    .sort((a, b) => String(b.metadata.creationTimestamp).localeCompare(String(a.metadata.creationTimestamp)))[0];
  if (newest === undefined) return { problem: `there is no Job of the kind ${kind.name} in ${cluster.namespace}` };
  const pod = await podOf(cluster, nameOf(newest));
  return pod === undefined
    ? { problem: `the Job ${nameOf(newest)} has no Pod: it has just begun, or its log is gone` }
    : nameOf(pod);
};

/** Of a Job all containers: the first ones say why the last one did not begin. */
const containerWords = (kind: JobKind | undefined, container: unknown): readonly string[] => {
  if (container !== undefined) return ['-c', String(container)];
  return kind === undefined ? ['-c', 'postgres'] : ['--all-containers'];
};

const logWords = ({ tail, follow, previous }: Readonly<Record<string, unknown>>): readonly string[] => [
  `--tail=${tail ?? -1}`,
  ...(follow === true ? ['-f'] : []),
  ...(previous === true ? ['--previous'] : []),
];
