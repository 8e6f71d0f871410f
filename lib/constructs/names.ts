import type { DatabaseEnvironment, Environment, Team } from '../defaults/environment';

/** Prefix of our own labels and annotations. */
export const prefix = 'pgfleet.dev';

/** What a Pod is for: the third part of every selector. */
export type Component = 'database' | 'credentials' | 'backup' | 'drill' | 'check';

/**
 * Selector of Pods: name, instance and component, never anything that may change, since the selector of a workload is immutable.
 * The instance is the environment, which is also the name of its Argo CD Application (Argo CD may own that label).
 */
export const selector = (env: Environment, component: Component): Record<string, string> => ({
  ...environmentSelector(env),
  'app.kubernetes.io/component': component,
});

/** All Pods of the environment, and nobody else's in a shared namespace. */
export const environmentSelector = (env: Environment): Record<string, string> => ({
  'app.kubernetes.io/name': 'postgresql',
  'app.kubernetes.io/instance': env.id,
});

/** Labels of every object of the environment. */
export const labels = (env: Environment): Record<string, string> => ({
  ...env.labels,
  ...fixedLabels(env),
  ...(env.owner === '' ? {} : { [`${prefix}/owner`]: env.owner }),
});

/** Labels of a Pod. Without those of values.yaml and the owner: a change of them must not restart a database. */
export const podLabels = (env: Environment, component: Component): Record<string, string> => ({
  ...fixedLabels(env),
  ...selector(env, component),
});

const fixedLabels = (env: Environment): Record<string, string> => ({
  ...environmentSelector(env),
  ...(env.kind === 'database' ? { 'app.kubernetes.io/version': env.database.version } : {}),
  'app.kubernetes.io/part-of': 'pgfleet',
  'app.kubernetes.io/managed-by': 'pgfleet',
  'backstage.io/kubernetes-id': env.id,
  [`${prefix}/environment`]: env.id,
});

export const names = {
  headless: (env: Environment): string => `${env.name}-headless`,
  configuration: (env: Environment): string => `${env.name}-config`,
  scripts: (env: Environment): string => `${env.name}-scripts`,
  initSql: (env: Environment): string => `${env.name}-init-sql`,
  credentials: (env: Environment): string => `${env.name}-credentials`,
  dataClaim: (env: DatabaseEnvironment): string => `${env.name}-data-${env.database.generation}`,
  /** Configuration of pgBackRest, for the database and for the Jobs. */
  backup: (env: Environment): string => `${env.name}-backup`,
  /** The Secret of the repository's authority, where External Secrets makes it; and the ConfigMap, where it is a file. */
  repositoryCa: (env: Environment): string => `${env.name}-repository-ca`,
  /** Not by generation: the next one restores from it. */
  repositoryClaim: (env: Environment): string => `${env.name}-repository`,
  /** ConfigMap of ours and Secret of the user, both optional in the Pod. */
  bootstrap: (env: Environment): string => `${env.name}-bootstrap`,
  public: (env: Environment): string => `${env.name}-public`,
  walClaim: (env: DatabaseEnvironment): string => `${env.name}-wal-${env.database.generation}`,
  verify: (env: Environment): string => `${env.name}-verify`,
  drill: (env: Environment): string => `${env.name}-drill`,
  dump: (env: Environment): string => `${env.name}-dump`,
  check: (env: Environment): string => `${env.name}-check`,
  /** What a check reads: databases, tables, conditions of the user. */
  checks: (env: Environment): string => `${env.name}-checks`,
  checkScripts: (env: Environment): string => `${env.name}-check-scripts`,
  reports: (env: Environment): string => `${env.name}-reports`,
  /** Role and RoleBinding of people. */
  team: (env: Environment, role: Team['role']): string => `${env.name}-${role}`,
};

/** Name of the client Service inside the cluster. */
export const host = (env: Environment): string => `${env.name}.${env.namespace.name}.svc`;

/** Name of the Pod itself, also while it is not ready. Jobs use it: a database that lets nobody in can be backed up and checked. */
export const podHost = (env: Environment): string => `${env.name}-0.${names.headless(env)}.${env.namespace.name}.svc`;
