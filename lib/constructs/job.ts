import type { k8s } from 'cdk8s-plus-28';
import type { Environment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { type Component, podLabels } from './names';
import { placement } from './placement';
import { containerSecurityContext, podSecurityContext } from './security';
import { type Variables, variables } from './variables';
import { type MountedVolume, mountsOf, volumesOf } from './volumes';

/** One piece of work, of backups or checks: what differs between the Jobs. */
export interface Work {
  readonly component: Component & ('backup' | 'drill' | 'check');
  /** The service account, and the labels that give its Pods a workload identity. */
  readonly account: { readonly name: string; readonly podLabels: Readonly<Record<string, string>> };
  /** One after the other: the last one is the container, those before it are init containers. */
  readonly steps: readonly [...before: Step[], last: Step];
  /** What is this Pod's own beside the placement of every Pod. */
  readonly placement: Plain<Pick<k8s.PodSpec, 'affinity' | 'priorityClassName'>>;
  readonly deadlineSeconds: number;
  readonly kept: Kept;
}

/** One container. Of a volume that several steps have, each mounts what it has a row for. */
export interface Step {
  /** In lib/scripts; its name without the ending is that of the container. */
  readonly script: string;
  readonly image: string;
  readonly variables: Variables;
  readonly volumes: readonly MountedVolume[];
  readonly resources: Plain<k8s.ResourceRequirements>;
}

/** How many Jobs that have ended stay, with their logs, of those that succeeded and of those that failed; and for how long at most. */
export interface Kept {
  readonly jobs: number;
  readonly seconds: number | undefined;
}

export const keptForLogs: Kept = { jobs: 3, seconds: undefined };

/** A claim that was made for a Pod goes with the Pod, not with its end: a volume as large as the database must not stay for weeks. */
export const keptWithVolume: Kept = { jobs: 1, seconds: 2 * 86_400 };

/** One attempt: what failed once fails with its cause in the log, and the next schedule is the next attempt. */
export const jobSpec = (env: Environment, work: Work): Plain<k8s.JobSpec> => ({
  activeDeadlineSeconds: work.deadlineSeconds,
  backoffLimit: 0,
  completions: 1,
  parallelism: 1,
  completionMode: 'NonIndexed',
  suspend: false,
  // A Pod that was moved off its node has failed in nothing: another one takes its place.
  podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
  podReplacementPolicy: 'Failed',
  ...(work.kept.seconds === undefined ? {} : { ttlSecondsAfterFinished: work.kept.seconds }),
  template: {
    metadata: { labels: { ...podLabels(env, work.component), ...work.account.podLabels } },
    spec: podSpec(env, work),
  },
});

/** `asleep`: there is nothing to work on; absent: where the environment is suspended. */
interface Times {
  readonly schedule: string;
  readonly timeZone: string;
  readonly asleep?: boolean;
}

export const cronJobSpec = (
  env: Environment,
  { schedule, timeZone, asleep = env.suspended }: Times,
  work: Work,
): Plain<k8s.CronJobSpec> => ({
  schedule,
  timeZone,
  concurrencyPolicy: 'Forbid',
  // An hour: one that was missed while the control plane was away is made up for, and one of yesterday is not.
  startingDeadlineSeconds: 3600,
  successfulJobsHistoryLimit: work.kept.jobs,
  failedJobsHistoryLimit: work.kept.jobs,
  suspend: asleep,
  jobTemplate: { metadata: { labels: podLabels(env, work.component) }, spec: jobSpec(env, work) },
});

const podSpec = (env: Environment, { account, steps, placement: own }: Work): Plain<k8s.PodSpec> => {
  const containers = steps.map((step) => container(env, step));
  const table = steps.flatMap(({ volumes }) => volumes);
  return {
    serviceAccountName: account.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: podSecurityContext,
    ...placement(env),
    ...own,
    ...(containers.length === 1 ? {} : { initContainers: containers.slice(0, -1) }),
    containers: containers.slice(-1),
    volumes: volumesOf([...new Map(table.map((row) => [row.volume.name, row])).values()]),
  };
};

const container = (env: Environment, step: Step): Plain<k8s.Container> => ({
  name: step.script.replace(/\.sh$/, ''),
  image: step.image,
  imagePullPolicy: env.imagePullPolicy,
  command: ['bash', `/pgfleet/scripts/${step.script}`],
  env: variables(step.variables),
  securityContext: containerSecurityContext,
  resources: step.resources,
  volumeMounts: mountsOf(step.volumes),
});
