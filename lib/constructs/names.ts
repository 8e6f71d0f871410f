import type { DatabaseEnvironment, Environment } from '../defaults/environment';

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

/** Components of Jobs beside a VDB: the only Pods of ours there. */
export const jobComponents: readonly Component[] = ['check', 'credentials'];

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

/** The environment, or one of its servers: what is there for each has its name. */
interface Named {
  readonly name: string;
}

export const names = {
  headless: (env: Environment): string => `${env.name}-headless`,
  configuration: (env: Environment): string => `${env.name}-config`,
  scripts: (env: Environment): string => `${env.name}-scripts`,
  initSql: (env: Environment): string => `${env.name}-init-sql`,
  credentials: ({ name }: Named): string => `${name}-credentials`,
  /** What the Job of credentials runs: a part of the scripts of a database, and all there is beside a VDB. */
  credentialsScripts: (env: Environment): string => `${env.name}-${env.kind === 'vdb' ? 'credentials-' : ''}scripts`,
  dataClaim: (env: DatabaseEnvironment): string => `${env.name}-data-${env.database.generation}`,
  /** Configuration of pgBackRest, for the database and for the Jobs. */
  backup: (env: Environment): string => `${env.name}-backup`,
  /** The Secret of the repository's authority, where External Secrets makes it; and the ConfigMap, where it is a file. */
  repositoryCa: (env: Environment): string => `${env.name}-repository-ca`,
  /** Not by generation: the next one restores from it. */
  repositoryClaim: (env: Environment): string => `${env.name}-repository`,
  /** ConfigMap of ours and Secret of the user, both optional in the Pod. */
  bootstrap: (env: Environment): string => `${env.name}-bootstrap`,
  public: ({ name }: Named): string => `${name}-public`,
  walClaim: (env: DatabaseEnvironment): string => `${env.name}-wal-${env.database.generation}`,
  verify: (env: Environment): string => `${env.name}-verify`,
  drill: (env: Environment): string => `${env.name}-drill`,
  dump: (env: Environment): string => `${env.name}-dump`,
  check: ({ name }: Named): string => `${name}-check`,
  /** What a check reads: databases, tables, conditions of the user. */
  checks: (env: Environment): string => `${env.name}-checks`,
  checkScripts: (env: Environment): string => `${env.name}-check-scripts`,
  reports: ({ name }: Named): string => `${name}-reports`,
};

/** A Service as the whole cluster knows it. */
export const serviceHost = (service: string, { namespace }: Environment): string => `${service}.${namespace.name}.svc`;

/** Name of the client Service inside the cluster. */
export const host = (env: Environment): string => serviceHost(env.name, env);

/** Name of the Pod itself, also while it is not ready. Jobs use it: a database that lets nobody in can be backed up and checked. */
export const podHost = (env: Environment): string => serviceHost(`${env.name}-0.${names.headless(env)}`, env);
