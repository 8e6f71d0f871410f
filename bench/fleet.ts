import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** environments/defaults.yaml of every fleet of the bench. */
export const fleetDefaults = `images: {postgres: registry.example/pgfleet-postgres:17}
profiles:
  production:
    backup:
      method: pgBackRest
      repository: {type: s3, bucket: backups, endpoint: s3.example, credentialsSecret: s3-keys}
      retention: {full: 4}
`;

/** Names are of one length, so that all environments have the same objects and the same number of bytes. */
export const environmentId = (index: number): string => `bench-${String(index).padStart(5, '0')}`;

/** A fleet as a team keeps it: environments/ with one values.yaml each, and the organisation's defaults. */
export const makeFleet = (root: string, environments: number): void => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'environments'), { recursive: true });
  writeFileSync(join(root, 'environments', 'defaults.yaml'), fleetDefaults);
  for (let index = 0; index < environments; index++) {
    mkdirSync(join(root, 'environments', environmentId(index)));
    writeValues(root, index, '16MB');
  }
};

/** The values of one environment; another `workMem` is a one-line change. */
export const writeValues = (root: string, index: number, workMem: string): void =>
  writeFileSync(
    join(root, 'environments', environmentId(index), 'values.yaml'),
    `description: Environment ${environmentId(index)} of the benchmark
owner: team-bench
labels: {cost-center: "4711"}
profile: production
scheduling: {drain: block}
database:
  version: "17"
  name: orders
  owner: orders
  storage: {size: 20Gi, walSize: 5Gi}
  resources:
    requests: {cpu: 500m, memory: 1Gi}
    limits: {memory: 1Gi}
  parameters: {work_mem: ${workMem}}
  extensions: [pg_stat_statements]
access:
  namespaces: [shop]
credentials:
  readers: [{namespace: shop, serviceAccount: backend}]
quota: {cpu: 4, memory: 8Gi, storage: 100Gi}
`,
  );

/** The rendered files of the first environment, by name: what the peers write for every environment. */
export const renderedFiles = (root: string): Readonly<Record<string, string>> => {
  const directory = join(root, 'dist', environmentId(0));
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
};
