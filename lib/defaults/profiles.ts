import type { Values } from '../config/schema';

export type ProfileName = 'production' | 'development';

/** Settings that both built-in profiles share. There is no image: which registry to trust is for the organisation to say. */
const common: Values = {
  name: 'postgres',
  cluster: 'in-cluster',
  suspended: false,
  imagePullPolicy: 'IfNotPresent',
  // With one instance a PodDisruptionBudget blocks every drain, so that nodes cannot be patched: only on request.
  scheduling: { priorityClassName: '', drain: 'allow' },
  // Which addresses and ports the API server has, before and after translation, differs per cluster: any address, both usual ports.
  network: { apiServer: { ports: [443, 6443] } },
  credentials: { source: 'generated', keys: { password: 'password' }, refreshInterval: '1h' },
};

/** Of every repository on S3, also of one that bootstrap names. */
export const repositoryDefaults = {
  port: 443,
  region: 'us-east-1',
  uriStyle: 'host',
  keyType: 'shared',
  credentialsKeys: { accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' },
} as const;

/** Of every server elsewhere. There are no others: where it is, and who logs in, is for values.yaml to say. */
export const externalDefaults = {
  port: 5432,
  database: 'postgres',
  keys: { username: 'username', password: 'password' },
  tls: { mode: 'verify-full' },
} as const;

/** Of every claim of reports. */
export const reportDefaults = { keep: 30 } as const;

/** What and where, and for how long, is for the organisation to say: there is no default of method, repository and retention. */
const commonBackup: NonNullable<Values['backup']> = {
  repository: repositoryDefaults,
  stanza: 'main',
  // At night, and not in the night's first minute: H is another minute in every environment.
  schedule: { full: 'H H(0-5) * * 0', incremental: 'H H(0-5) * * 1-6', timeZone: 'Etc/UTC' },
  compression: { type: 'zst', level: 3 },
  deadlineSeconds: 21_600,
  verify: { schedule: 'H H(6-8) * * *' },
  drill: { schedule: 'H H(6-8) * * 0' },
};

/** Every night at another minute; six hours, of which a table may take one. */
const commonChecks: NonNullable<Values['checks']> = {
  level: 'none',
  schedule: 'H 4 * * *',
  timeZone: 'Etc/UTC',
  onSync: 'none',
  databases: 'all',
  jobs: 1,
  statementSeconds: 3600,
  deadlineSeconds: 21_600,
  failOn: 'warning',
};

/** What the vendor and its examples have. Sources: lib/config/schema/vdb.ts. */
const commonVdb: NonNullable<Values['vdb']> = {
  database: { name: 'postgres', user: 'postgres' },
  enabled: true,
  mode: 'Primary',
  port: 5432,
  mountPath: '/mnt/postgres',
  ownershipSpec: '999:999',
  errorBackoffPeriod: '5m',
};

const commonTls: NonNullable<Values['tls']> = {
  source: 'generated',
  // Ninety days, as cert-manager does by itself, renewed a month before. Source: cert-manager.io, Certificate resource.
  duration: '2160h',
  renewBefore: '720h',
};

const commonDatabase: NonNullable<Values['database']> = {
  engine: 'StatefulSet',
  version: '17',
  instances: 1,
  generation: 1,
  // Off, a rotted page is read as data. PostgreSQL 18 has them on by default as well.
  dataChecksums: true,
  probes: {
    // 10 s x 360 = one hour: crash recovery after a large checkpoint interval must not be killed by its own probe.
    startup: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 360 },
    // A minute: a server that is busy for a moment must not be restarted into crash recovery.
    liveness: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    readiness: { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
  },
};

/**
 * The lowest layer of every environment, and the only place of defaults.
 * Sources: probes and shutdown CloudNativePG (startup one hour, shutdown 1800 s); sizes the FEAF system of seed 001.
 */
export const builtInProfiles: Readonly<Record<ProfileName, Values>> = {
  production: {
    ...common,
    profile: 'production',
    tls: { ...commonTls, required: true },
    backup: commonBackup,
    checks: { ...commonChecks, level: 'standard', report: { size: '1Gi', ...reportDefaults } },
    database: {
      ...commonDatabase,
      // Memory is reserved in full (request = limit): a database that loses pages to its neighbours is slow, or killed.
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
      storage: { size: '20Gi', ephemeral: false },
      // The last checkpoint of a large buffer cache is written during shutdown; killing it means crash recovery.
      shutdownSeconds: 1800,
    },
    vdb: {
      ...commonVdb,
      resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '2Gi' } },
    },
  },
  development: {
    ...common,
    profile: 'development',
    tls: { ...commonTls, required: false },
    backup: { ...commonBackup, method: 'none' },
    checks: commonChecks,
    database: {
      ...commonDatabase,
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
      storage: { size: '1Gi', ephemeral: false },
      shutdownSeconds: 120,
    },
    vdb: {
      ...commonVdb,
      // The buffers that the source is set up for come with the copy.
      resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { memory: '1Gi' } },
    },
  },
};

/** The defaults that are printed and shown to editors. */
export const documentedDefaults: Values = { ...builtInProfiles.production, external: externalDefaults };
