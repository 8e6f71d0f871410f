import type { KubernetesObject } from './kubectl';

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly [field: string]: unknown }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly affinity?: unknown;
  readonly [field: string]: unknown;
}

interface JobSpec {
  readonly template: { readonly spec: PodSpec; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Types of a backup as a person says them, and as the scripts do. */
const backupTypes = { full: 'full', differential: 'diff', incremental: 'incr' } as const;
export type BackupType = keyof typeof backupTypes;

const day = 86_400;
const hour = 3600;

/** A Job that backs up once more, from what `kubectl create job --from` made of a CronJob. `type`: undefined for dumps. */
export const backupJob = (template: KubernetesObject, prefix: string, type: BackupType | undefined): KubernetesObject =>
  job(template, prefix, (spec) => ({
    ...spec,
    ttlSecondsAfterFinished: day,
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
  job({ ...template, metadata: {} }, prefix, (spec) => {
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
      ttlSecondsAfterFinished: hour,
      template: pinned ? pod : { ...pod, spec: free },
    };
  });

/** The API server finds a name that is free. */
const job = (
  { apiVersion, kind, metadata, spec }: KubernetesObject,
  prefix: string,
  change: (spec: JobSpec) => JobSpec,
): KubernetesObject => {
  const { name, creationTimestamp, ...kept } = metadata;
  return { apiVersion, kind, metadata: { ...kept, generateName: `${prefix}-` }, spec: change(spec as JobSpec) };
};

const withContainers = (template: JobSpec['template'], change: (container: Container) => Container) => ({
  ...template,
  spec: { ...template.spec, containers: template.spec.containers.map(change) },
});

const replaced = (env: NonNullable<Container['env']>, name: string, value: string): NonNullable<Container['env']> => [
  ...env.filter((variable) => variable.name !== name),
  { name, value },
];
