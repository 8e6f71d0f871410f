import type { KubernetesObject } from '../kubectl';
import { changedJob, lifetime, orphan, replaced, withContainers } from '../manual-job';

/** Types of a backup as a person says them, and as the scripts do. */
const backupTypes = { full: 'full', differential: 'diff', incremental: 'incr' } as const;
export type BackupType = keyof typeof backupTypes;

/** A Job that backs up once more, from what `kubectl create job --from` made of a CronJob. `type`: undefined for dumps. */
export const backupJob = (template: KubernetesObject, prefix: string, type: BackupType | undefined): KubernetesObject =>
  changedJob(template, prefix, (spec) => ({
    ...spec,
    ttlSecondsAfterFinished: lifetime.day,
    template: withContainers(spec.template, (container) =>
      type === undefined
        ? container
        : { ...container, env: replaced(container.env ?? [], 'PGFLEET_BACKUP_TYPE', backupTypes[type]) },
    ),
  }));

export interface Listing {
  readonly seconds: number;
  readonly pinned: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A Job that looks into the repository. It belongs to no CronJob, or it would push a backup out of its history. `pinned`: the repository is
 * a volume that the database holds on its node; without a database Pod no node is right, and any will do.
 */
export const listJob = (
  template: KubernetesObject,
  prefix: string,
  { seconds, pinned, variables }: Listing,
): KubernetesObject =>
  changedJob(orphan(template), prefix, (spec) => {
    const pod = withContainers(spec.template, (container) => ({
      ...container,
      env: Object.entries({ PGFLEET_ACTION: 'list', ...variables }).reduce(
        (env, [name, value]) => replaced(env, name, value),
        container.env ?? [],
      ),
    }));
    const { affinity, ...free } = pod.spec;
    return {
      ...spec,
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: lifetime.hour,
      template: pinned ? pod : { ...pod, spec: free },
    };
  });
