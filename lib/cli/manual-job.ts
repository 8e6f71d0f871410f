import type { Environment } from '../defaults/environment';
import { type Cluster, find, isProblem, jobFrom, type KubernetesObject, type Problem } from './kubectl';

/** For how long a Job that a person started can be looked at, in seconds. */
export const lifetime = { day: 86_400, hour: 3600 } as const;

export interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly [field: string]: unknown }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly affinity?: unknown;
  readonly [field: string]: unknown;
}

export interface JobSpec {
  readonly template: { readonly spec: PodSpec; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** What a CronJob of the environment would start now. `part`: the part of values.yaml that it is made from, in words. */
export const templateOf = async (
  cluster: Cluster,
  env: Environment,
  cronJob: string,
  part: string,
): Promise<KubernetesObject | Problem> => {
  const present = await find(cluster, 'cronjob', cronJob);
  if (isProblem(present)) return present;
  if (present === undefined) return { problem: await absent(cluster, env, cronJob, part) };
  return jobFrom(cluster, cronJob, 'from-a-cronjob');
};

const absent = async (cluster: Cluster, env: Environment, cronJob: string, part: string): Promise<string> => {
  const { id, name } = env;
  const context = cluster.context === '' ? 'the cluster of the current context' : `the cluster of ${cluster.context}`;
  const unapplied = `${id} has no CronJob ${cronJob} in ${context}: dist/${id} with its ${part} is not applied yet`;
  if (env.kind !== 'database') return unapplied;
  const statefulSet = await find(cluster, 'statefulset', name);
  if (isProblem(statefulSet)) return statefulSet.problem;
  return statefulSet === undefined
    ? `${context} has no environment ${id}: there is no StatefulSet ${name} in the namespace ${cluster.namespace}`
    : unapplied;
};

/** The API server finds a name that is free. */
export const changedJob = (
  { apiVersion, kind, metadata, spec }: KubernetesObject,
  prefix: string,
  change: (spec: JobSpec) => JobSpec,
): KubernetesObject => {
  const { name, creationTimestamp, ...kept } = metadata;
  return { apiVersion, kind, metadata: { ...kept, generateName: `${prefix}-` }, spec: change(spec as JobSpec) };
};

/** A Job of no CronJob, or it would push scheduled ones out of the history. Without labels: Argo CD may take what carries its own for its own. */
export const orphan = (template: KubernetesObject): KubernetesObject => ({ ...template, metadata: {} });

/** Changes every container, and those that run before. */
export const withContainers = (
  template: JobSpec['template'],
  change: (container: Container) => Container,
): JobSpec['template'] => {
  const { initContainers, ...spec } = template.spec;
  const before = initContainers === undefined ? {} : { initContainers: initContainers.map(change) };
  return { ...template, spec: { ...spec, ...before, containers: spec.containers.map(change) } };
};

export const replaced = (
  env: NonNullable<Container['env']>,
  name: string,
  value: string,
): NonNullable<Container['env']> => [...env.filter((variable) => variable.name !== name), { name, value }];

/** How long a command waits, from `--timeout`; `absent` where that is not given. */
export const waitSeconds = (timeout: unknown, absent: number): number | Problem => {
  if (timeout === undefined) return absent;
  return /^[1-9][0-9]{0,6}$/.test(String(timeout))
    ? Number(timeout)
    : { problem: '--timeout must be a number of seconds' };
};
