import type { Environment } from '../defaults/environment';
import type { DiagnosticFormat } from '../diagnostic-render';
import { chosenEnvironment } from './chosen-environment';
import { chosenServer } from './chosen-server';
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
  if (options.tail !== undefined && !/^[0-9]{1,7}$/.test(String(options.tail)))
    return refuse('--tail must be a number of lines');
  if (environment.kind === 'external' && kind === undefined)
    return refuse(`${id} is a server elsewhere: --job check shows the log of its checks`);
  const server = kind?.name === 'credentials' ? environment : chosenServer(environment, options.vdb);
  if (isProblem(server)) return refuse(server.problem);
  const base = server.name;
  const cluster: Cluster = { namespace: environment.namespace.name, context: String(options.context ?? '') };
  const object = await (kind === undefined
    ? serverObject(cluster, environment, base)
    : jobPod(cluster, environment.id, base, kind));
  if (isProblem(object)) return found(object.problem);
  const containers = containerWords(environment, kind, options.container);
  const args = ['logs', object, ...containers, ...logWords(options), ...placeOf(cluster)];
  say(`kubectl ${args.join(' ')}`);
  const ended = await passThrough('kubectl', args, process.stdout.isTTY === true ? { show: harmless } : {});
  if (typeof ended !== 'number') return found(ended.problem);
  return ended === 0 ? exitCode.fine : exitCode.differs;
};

/** Of a VDB only the Service is known, which the operator makes: kubectl follows it to a Pod. */
const serverObject = async (cluster: Cluster, { kind, id }: Environment, server: string): Promise<string | Problem> => {
  const [type, name] = kind === 'vdb' ? ['Service', server] : ['Pod', `${server}-0`];
  const there = await find(cluster, type.toLowerCase(), name);
  if (isProblem(there)) return there;
  return there === undefined
    ? { problem: `there is no ${type} ${name}: pgfleet status ${id}` }
    : `${type.toLowerCase()}/${name}`;
};

const jobPod = async (cluster: Cluster, id: string, base: string, kind: JobKind): Promise<string | Problem> => {
  const jobs = await select(cluster, 'job');
  if (isProblem(jobs)) return jobs;
  const newest = jobs
    .filter((job) => isJobOf(id, base, kind, job))
    .sort((a, b) => String(b.metadata.creationTimestamp).localeCompare(String(a.metadata.creationTimestamp)))[0];
  if (newest === undefined) return { problem: `there is no Job of the kind ${kind.name} in ${cluster.namespace}` };
  const pod = await podOf(cluster, nameOf(newest));
  return pod === undefined
    ? { problem: `the Job ${nameOf(newest)} has no Pod: it has just begun, or its log is gone` }
    : `pod/${nameOf(pod)}`;
};

/** Of a Job all containers: the first ones say why the last one did not begin. Of a VDB whichever kubectl takes. */
const containerWords = ({ kind }: Environment, job: JobKind | undefined, container: unknown): readonly string[] => {
  if (container !== undefined) return ['-c', String(container)];
  if (job !== undefined) return ['--all-containers'];
  return kind === 'vdb' ? [] : ['-c', 'postgres'];
};

const logWords = ({ tail, follow, previous }: Readonly<Record<string, unknown>>): readonly string[] => [
  `--tail=${tail ?? -1}`,
  ...(follow === true ? ['-f'] : []),
  ...(previous === true ? ['--previous'] : []),
];
