import type { Database, Environment } from '../../lib/defaults/environment';

const probe = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };

const database: Database = {
  version: '17',
  name: 'orders',
  owner: 'orders',
  dataChecksums: true,
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

const base: Environment = {
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
  apiServer: { cidrs: ['0.0.0.0/0'], ports: [443, 6443] },
  quota: undefined,
  manifests: [],
};

/** An environment as lib/defaults resolves it, with what a test is about put in its place. */
export const exampleEnvironment = (
  change: Partial<Environment> = {},
  databaseChange: Partial<Database> = {},
): Environment => ({ ...base, ...change, database: { ...database, ...databaseChange } });
