import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, neverChecked } from './harness/check';
import { checkout } from './harness/checkout';
import { find, get } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { type Pod, waitForReady } from './harness/pod';
import { run } from './harness/process';
import { bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query, queryAs } from './harness/psql';

useCluster();

let database: TestEnvironment;

const values = (checksums: { readonly dataChecksums?: boolean; readonly enableChecksums?: true }) => ({
  profile: 'development' as const,
  database: { ...smallDatabase, ...checksums },
  checks: { level: 'standard' as const, ...neverChecked, deadlineSeconds: 180 },
});

/** The commands of docs/checksums.md for a database that runs, by their names and namespaces. */
const documented = (beginning: string): string => {
  const text = readFileSync(join(checkout, 'docs', 'checksums.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const commands = [...text.matchAll(/`(kubectl [^`]+)`/g)].map(([, command = '']) => command);
  const [command, ...more] = commands.filter((each) => each.startsWith(beginning));
  if (command === undefined || more.length > 0) throw new Error(`docs/checksums.md has not one command "${beginning}"`);
  return command.replaceAll('NAMESPACE', database.namespace).replaceAll('NAME', database.name);
};

const codes = async (): Promise<readonly string[]> => {
  const { result } = await check(database, '--level', 'quick');
  return result.findings.map(({ severity, code }) => `${severity} ${code}`);
};

const identity = async (): Promise<string | undefined> =>
  (await find<Pod>(database.namespace, 'pod', database.pod))?.metadata.uid;

const content = 'SELECT md5(string_agg(text, NULL ORDER BY id)) FROM kept';
let rows: string;
let uid: string | undefined;

beforeAll(async () => {
  database = createProject('unsummed', uniqueNamespace('db'), values({ dataChecksums: false }));
  await bringUp(database);
  uid = (await waitForReady(database.namespace, database.pod)).metadata.uid;
  await queryAs(
    database,
    'shop',
    'CREATE TABLE kept AS SELECT g AS id, md5(g::text) AS text FROM generate_series(1, 20000) g',
  );
  await queryAs(database, 'shop', 'ALTER TABLE kept ADD PRIMARY KEY (id)');
  rows = await query(database, content);
});

test('a database that is to have no checksums has none, which is no more than advice', async () => {
  expect(await query(database, 'SHOW data_checksums')).toBe('off');
  expect(await codes()).toEqual(['info checksums-off']);
});

test('that it is to have them is said, and neither changed nor a restart', async () => {
  await merge(database, values({}));
  await merge(database, values({ enableChecksums: true }));
  expect(await codes()).toEqual(['warning checksums-expected']);
  expect(await query(database, 'SHOW data_checksums')).toBe('off');
  const { status } = await get<{
    readonly status: { readonly currentRevision: string; readonly updateRevision: string };
  }>(database.namespace, 'statefulset', database.name);
  expect([await identity(), status.currentRevision]).toEqual([uid, status.updateRevision]);
});

test('the commands of docs/checksums.md enable them, at the time when they are typed', async () => {
  const type = (command: string) => run('bash', ['-euo', 'pipefail', '-c', command], { timeoutSeconds: 120 });
  await type(documented('kubectl -n NAMESPACE delete pod'));
  await waitForReady(database.namespace, database.pod, 180, uid);
  const log = await type(documented('kubectl -n NAMESPACE logs -f'));
  expect(log).toMatch(/enabling checksums: every page is read and written/);
  expect(log).toMatch(/^pgfleet init: the data has checksums now\./m);
  expect(await query(database, 'SHOW data_checksums')).toBe('on');
  expect(await query(database, content)).toBe(rows);
});

test('then nothing is left to find, and what asked for it goes without a restart', async () => {
  const now = await identity();
  await merge(database, values({}));
  const { code, result } = await check(database, '--level', 'full');
  expect([result.findings, code]).toEqual([[], 0]);
  expect(await identity()).toBe(now);
});
