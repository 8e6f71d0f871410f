import type { k8s } from 'cdk8s-plus-28';
import type { DatabaseEnvironment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { type Component, names, podLabels, selector } from './names';
import { placement } from './placement';
import { ownRepository } from './repository';
import { containerSecurityContext, podSecurityContext } from './security';
import { variables } from './variables';
import { type MountedVolume, mountsOf, volumesOf } from './volumes';

/** One piece of work on backups: what differs between the Jobs. */
export interface Work {
  readonly component: Component & ('backup' | 'drill');
  /** In lib/scripts; its name without the ending is that of the container. */
  readonly script: string;
  readonly image: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly volumes: readonly MountedVolume[];
  readonly resources: Plain<k8s.ResourceRequirements>;
  readonly deadlineSeconds: number;
  readonly kept: Kept;
}

/** How many Jobs that have ended stay, with their logs, of those that succeeded and of those that failed; and for how long at most. */
interface Kept {
  readonly jobs: number;
  readonly seconds: number | undefined;
}

export const keptForLogs: Kept = { jobs: 3, seconds: undefined };

/** A claim that was made for a Pod goes with the Pod, not with its end: a volume as large as the database must not stay for weeks. */
export const keptWithVolume: Kept = { jobs: 1, seconds: 2 * 86_400 };

/** One attempt: what failed once fails with its cause in the log, and the next schedule is the next attempt. */
export const jobSpec = (env: DatabaseEnvironment, work: Work): Plain<k8s.JobSpec> => ({
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
    metadata: { labels: { ...podLabels(env, work.component), ...env.serviceAccount.podLabels } },
    spec: podSpec(env, work),
  },
});

export const cronJobSpec = (
  env: DatabaseEnvironment,
  { schedule, timeZone }: { readonly schedule: string; readonly timeZone: string },
  work: Work,
): Plain<k8s.CronJobSpec> => ({
  schedule,
  timeZone,
  concurrencyPolicy: 'Forbid',
  // An hour: one that was missed while the control plane was away is made up for, and one of yesterday is not.
  startingDeadlineSeconds: 3600,
  successfulJobsHistoryLimit: work.kept.jobs,
  failedJobsHistoryLimit: work.kept.jobs,
  suspend: env.suspended,
  jobTemplate: { metadata: { labels: podLabels(env, work.component) }, spec: jobSpec(env, work) },
});

const podSpec = (env: DatabaseEnvironment, work: Work): Plain<k8s.PodSpec> => ({
  serviceAccountName: names.backup(env),
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  restartPolicy: 'Never',
  securityContext: podSecurityContext,
  ...placement(env),
  ...besideDatabase(env),
  containers: [
    {
      name: work.script.replace(/\.sh$/, ''),
      image: work.image,
      imagePullPolicy: env.imagePullPolicy,
      command: ['bash', `/pgfleet/scripts/${work.script}`],
      env: variables(work.variables),
      securityContext: containerSecurityContext,
      resources: work.resources,
      volumeMounts: mountsOf(work.volumes),
    },
  ],
  volumes: volumesOf(work.volumes),
});

/**
 * A volume that the database mounts as well can be mounted on its node only (ReadWriteOnce). In the place of scheduling.affinity, which that
 * node meets already.
 */
const besideDatabase = (env: DatabaseEnvironment): Plain<Partial<k8s.PodSpec>> => {
  if (env.backup.method !== 'pgBackRest' || ownRepository(env)?.type !== 'volume') return {};
  const term = { labelSelector: { matchLabels: selector(env, 'database') }, topologyKey: 'kubernetes.io/hostname' };
  return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
};
