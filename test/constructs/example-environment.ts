import type {
  ActiveChecks,
  Bootstrap,
  Database,
  DatabaseEnvironment,
  ExternalEnvironment,
  PgBackRestBackup,
  PgDumpBackup,
  Repository,
  Tls,
  Vdb,
  VdbEnvironment,
} from '../../lib/defaults/environment';

const probe = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };

const database: Database = {
  version: '17',
  name: 'orders',
  owner: 'orders',
  dataChecksums: true,
  enableChecksums: false,
  generation: 1,
  storage: {
    ephemeral: false,
    size: '20Gi',
    sizeBytes: 20 * 1024 ** 3,
    storageClass: undefined,
    walSize: undefined,
    walSizeBytes: undefined,
  },
  requests: { cpu: '500m', memory: '1Gi' },
  limits: { cpu: undefined, memory: '1Gi' },
  memoryRequestBytes: 1024 ** 3,
  memoryLimitBytes: 1024 ** 3,
  cpuRequestMillicores: 500,
  settings: [
    { name: 'listen_addresses', value: '*', layer: 'managed', apply: 'restart', reason: 'all addresses of the Pod' },
    { name: 'work_mem', value: '16MB', layer: 'user', apply: 'reload', reason: '' },
  ],
  extensions: [],
  initSql: [],
  probes: { startup: { ...probe, failureThreshold: 360 }, liveness: probe, readiness: probe },
  shutdownSeconds: 1800,
};

export const s3Repository: Repository = {
  number: 1,
  path: '/in-cluster/orders/1',
  cipher: undefined,
  type: 's3',
  bucket: 'backups',
  endpoint: 'minio.storage.svc',
  port: 9000,
  region: 'us-east-1',
  uriStyle: 'path',
  keys: { secret: 's3-keys', accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' },
  ca: { from: 'secret', name: 'minio-ca', key: 'tls.crt' },
};

export const volumeRepository: Repository = {
  number: 1,
  path: '/in-cluster/orders/1',
  cipher: undefined,
  type: 'volume',
  size: '100Gi',
  sizeBytes: 100 * 1024 ** 3,
  storageClass: undefined,
};

export const pgBackRest: PgBackRestBackup = {
  method: 'pgBackRest',
  stanza: 'main',
  repositories: [s3Repository],
  schedules: [
    { type: 'full', schedule: '17 2 * * 0' },
    { type: 'incremental', schedule: '17 2 * * 1-6' },
  ],
  timeZone: 'Etc/UTC',
  retention: { type: 'count', full: 4, differential: undefined },
  compression: { type: 'zst', level: 3 },
  processes: 2,
  deadlineSeconds: 21_600,
  verify: { schedule: '40 7 * * *', maxAgeSeconds: 111_600 },
  drill: { schedule: '5 8 * * 0', query: { sql: 'SELECT count(*) > 0 FROM orders', equals: 't' } },
};

export const pgDump: PgDumpBackup = {
  method: 'pgDump',
  repositories: [s3Repository],
  schedule: '17 2 * * *',
  timeZone: 'Etc/UTC',
  retention: 7,
  deadlineSeconds: 21_600,
};

/** From what another environment backed up, with the same keys. */
export const bootstrap: Bootstrap = {
  source: 'environment shop, generation 2',
  stanza: 'main',
  repository: { ...s3Repository, path: '/in-cluster/shop/2' },
  keys: 'own',
  target: { type: 'time', value: '2026-11-20 12:00:00+00', set: '', timeline: '' },
};

/** As production has them, and everything that may be asked for beside. */
export const checks: ActiveChecks = {
  level: 'standard',
  schedule: '13 4 * * *',
  timeZone: 'Etc/UTC',
  fullSchedule: '40 2 * * 0',
  onSync: 'quick',
  databases: 'all',
  skip: ['bloat', 'vacuum'],
  tables: [
    { database: 'orders', schema: 'public', name: 'customers', rows: undefined },
    { database: 'orders', schema: 'shop', name: 'orders', rows: 1 },
  ],
  expectations: [
    { name: 'no orphans', database: 'orders', sql: 'SELECT count(*) FROM orders WHERE customer IS NULL', equals: '0' },
  ],
  jobs: 2,
  statementSeconds: 3600,
  deadlineSeconds: 21_600,
  priorityClassName: '',
  failOn: 'warning',
  report: { size: '1Gi', sizeBytes: 1024 ** 3, storageClass: undefined, keep: 30 },
};

export const noBackup = { method: 'none', reason: 'Made anew every night' } as const;

const serverNames = ['postgres.postgres-orders.svc', 'postgres-0.postgres-headless.postgres-orders.svc', 'localhost'];
const commonName = 'postgres.postgres-orders';
const keys = { certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt' };

export const certManagerTls: Tls = {
  source: {
    kind: 'certManager',
    issuer: { name: 'internal-ca', kind: 'ClusterIssuer' },
    duration: '2160h',
    renewBefore: '720h',
  },
  required: true,
  serverNames,
  server: { secret: 'postgres-tls', ...keys },
  client: { secret: 'postgres-backup-tls', ...keys, commonName },
};

export const existingTls: Tls = {
  ...certManagerTls,
  source: { kind: 'existing' },
  server: { secret: 'orders-tls', ...keys },
  client: { secret: 'orders-backup-tls', ...keys, commonName },
};

/** As production has it: backups to S3 behind a private authority, certificates made in the cluster. */
const base: DatabaseEnvironment = {
  kind: 'database',
  id: 'orders',
  description: 'Orders of the shop',
  owner: 'team-orders',
  labels: { 'cost-center': '4711' },
  cluster: 'in-cluster',
  namespace: { name: 'postgres-orders', create: true },
  name: 'postgres',
  deletionPolicy: 'Retain',
  suspended: false,
  expiresOn: '',
  images: { postgres: 'registry.example/postgres:17', tools: 'registry.example/postgres:17' },
  imagePullPolicy: 'IfNotPresent',
  imagePullSecrets: [],
  scheduling: { nodeSelector: {}, tolerations: [], affinity: {}, priorityClassName: '', drain: 'allow' },
  serviceAccount: { annotations: {}, podLabels: {} },
  database,
  credentials: { source: 'generated', secret: 'postgres-app', passwordKey: 'password', readers: [] },
  accessFrom: [{}],
  publicAccess: undefined,
  tls: {
    source: { kind: 'generated' },
    required: true,
    serverNames,
    server: { secret: 'postgres-tls', ...keys },
    client: { secret: 'postgres-tls', certificate: 'client.crt', key: 'client.key', ca: 'ca.crt', commonName },
  },
  backup: pgBackRest,
  bootstrap: undefined,
  checks: { level: 'none' },
  s3: { cidrs: [], namespace: undefined, podPort: undefined },
  apiServer: { cidrs: ['0.0.0.0/0'], ports: [443, 6443] },
  quota: undefined,
  manifests: [],
};

/** An environment as lib/defaults resolves it, with what a test is about put in its place. */
export const exampleEnvironment = (
  change: Partial<DatabaseEnvironment> = {},
  databaseChange: Partial<Database> = {},
): DatabaseEnvironment => ({ ...base, ...change, database: { ...database, ...databaseChange } });

/** A server that somebody else runs. */
export const externalEnvironment = (change: Partial<ExternalEnvironment> = {}): ExternalEnvironment => {
  const { description, owner, labels, cluster, deletionPolicy, suspended, expiresOn, apiServer, quota, manifests } =
    base;
  const { images, imagePullPolicy, imagePullSecrets, scheduling, serviceAccount } = base;
  return {
    ...{ description, owner, labels, cluster, deletionPolicy, suspended, expiresOn, apiServer, quota, manifests },
    ...{ imagePullPolicy, imagePullSecrets, scheduling, serviceAccount, images: { tools: images.tools } },
    kind: 'external',
    id: 'erp',
    name: 'erp',
    namespace: { name: 'postgres-erp', create: true },
    checks,
    external: {
      host: 'db.example',
      port: 6432,
      database: 'erp',
      secret: 'erp-login',
      keys: { username: 'user', password: 'pass' },
      tls: { mode: 'verify-full', ca: { from: 'configMap', name: 'erp-ca', key: 'root.pem' } },
      cidrs: ['192.0.2.10/32'],
    },
    ...change,
  };
};

const vdb: Vdb = {
  name: 'orders',
  source: { type: 'dct-source', reference: '10.0.1.54:largedb', namespace: undefined },
  database: { name: 'shop', user: 'postgres' },
  credentials: { source: 'generated', secret: 'orders-app', passwordKey: 'password', readers: [] },
  enabled: true,
  mode: 'Primary',
  port: 6432,
  image: 'postgres:16.9',
  mountPath: '/mnt/postgres',
  ownershipSpec: '999:999',
  errorBackoffPeriod: '5m',
  requests: { cpu: '500m', memory: '1Gi' },
  limits: { cpu: undefined, memory: '1Gi' },
  memoryRequestBytes: 1024 ** 3,
  memoryLimitBytes: 1024 ** 3,
  cpuRequestMillicores: 500,
  postgresConfig: [],
  hooks: [],
  actions: [],
  podLabels: undefined,
};

/** Virtual databases of Delphix: one for each change. */
export const vdbEnvironment = (
  change: Partial<VdbEnvironment> = {},
  ...vdbs: readonly Partial<Vdb>[]
): VdbEnvironment => {
  const { external, ...shared } = externalEnvironment({ quota: undefined });
  return {
    ...shared,
    kind: 'vdb',
    id: 'orders',
    name: 'orders',
    namespace: { name: 'postgres-vdbs-orders', create: true },
    vdbs: (vdbs.length === 0 ? [{}] : vdbs).map((one) => ({ ...vdb, ...one })),
    accessFrom: [{ namespace: 'shop' }],
    publicAccess: undefined,
    vdbNetwork: { operator: undefined, egress: undefined },
    ...change,
  };
};
