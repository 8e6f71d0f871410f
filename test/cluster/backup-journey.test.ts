import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bringUpWithRepository,
  info,
  initialBackup,
  production,
  repositoryFiles,
  runJob,
  waitForFirstBackup,
} from './harness/backup';
import { destroyDatabase, listClaim } from './harness/claim';
import { type Client, login, startClient } from './harness/client';
import { find, get, kubectl, secretKey, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { log, type Pod, waitForLog, waitForReady } from './harness/pod';
import { apply, createProject, pgfleet, removeKey, synth, type TestEnvironment } from './harness/project';
import { query, queryAs } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let orders: TestEnvironment;
let client: Client;

beforeAll(async () => {
  client = await startClient({ namespace: await createNamespace(uniqueNamespace('client')), name: 'client' });
  orders = createProject(
    'journey',
    uniqueNamespace('db'),
    production({
      access: { namespaces: [client.namespace] },
      backup: { drill: { schedule: '0 7 1 1 *', query: { sql: 'SELECT count(*) > 0 FROM orders', equals: 't' } } },
    }),
  );
  await bringUpWithRepository(orders);
});

const words = async (): Promise<readonly string[]> =>
  (await query(orders, 'SELECT word FROM orders ORDER BY word')).split('\n');

/** Commands that talk to the cluster run as a person runs them, and wait for their Job. */
const command = (...args: readonly string[]): Promise<string> => pgfleet(orders, args, { timeoutSeconds: 300 });

test('a new environment has its first full backup without a human', async () => {
  const { succeeded, log: text } = await initialBackup(orders);
  expect(`${succeeded}\n${text}`).toMatch(/^true\n/);
  const { status, backup } = await info(orders);
  expect([status.code, backup.map(({ type, error }) => ({ type, error }))]).toEqual([
    0,
    [{ type: 'full', error: false }],
  ]);
});

test('nothing of it broke Pod Security, and nobody had to open a policy', async () => {
  const { metadata } = await get<{ metadata: { labels: Record<string, string> } }>(
    'default',
    'namespace',
    orders.namespace,
  );
  expect(metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  const deny = await get<{ spec: object }>(orders.namespace, 'networkpolicy', 'postgres-default-deny');
  expect(deny.spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  // The server of backups answers the Jobs of backups, and not who may connect to PostgreSQL.
  const reach = (port: number) =>
    tryKubectl([
      ...['exec', client.name, '-n', client.namespace, '--', 'timeout', '5', 'bash', '-c'],
      ...['exec 3<>"/dev/tcp/$1/$2"', 'bash', `postgres-0.postgres-headless.${orders.namespace}.svc`, String(port)],
    ]);
  await waitFor('PostgreSQL to be reached', 30, async () => when((await reach(5432)).code === 0));
  expect((await reach(8432)).code).not.toBe(0);
});

test('rows are written, and pgfleet backup adds an incremental one and waits for it', async () => {
  await queryAs(orders, 'shop', "CREATE TABLE orders AS SELECT 'in the incremental' AS word");
  await command('backup', orders.id, '--type', 'incremental');
  const { backup } = await info(orders);
  expect(backup.map(({ type, error }) => ({ type, error }))).toEqual([
    { type: 'full', error: false },
    { type: 'incr', error: false },
  ]);
  // In no backup, only in the write-ahead log.
  await query(orders, "INSERT INTO orders VALUES ('after the last backup')");
  const listed = await command('backup', orders.id, '--list');
  for (const { label } of backup) expect(listed).toContain(label);
});

test('the drill restores it all, says how long that took and how far it got, and leaves nothing', async () => {
  const { succeeded, log: text } = await runJob(orders, 'drill', 'drill-by-hand');
  expect(`${succeeded}\n${text}`).toMatch(/^true\n/);
  const report = JSON.parse(/^pgfleet-result: (.*)$/m.exec(text)?.[1] ?? '{}');
  expect(report).toMatchObject({ backup: (await info(orders)).backup.at(-1)?.label, recoveredTo: expect.any(String) });
  expect(report.restoreSeconds).toBeGreaterThan(0);
  // It archived nothing: a timeline of the copy would lead every later restore astray.
  const archive = await repositoryFiles(orders, 'archive');
  expect(Object.keys(archive).filter((file) => file.endsWith('.history'))).toEqual([]);
});

test('verification passes', async () => {
  const { succeeded, log: text } = await runJob(orders, 'verify', 'verify-by-hand');
  expect(`${succeeded}\n${text}`).toMatch(/^true\n/);
});

describe('the Pod and its claim are destroyed', () => {
  let before: readonly string[];

  test('without a change of values nothing is initialised, and the message names the ways on', async () => {
    await destroyDatabase(orders);
    // What Argo CD does: the claim is there again, and empty.
    await apply(orders);
    const text = await waitForLog(orders.namespace, orders.pod, 'initdb', /pgfleet restore/, 180);
    expect(text).toMatch(/database\.generation/);
    expect(await listClaim(orders.namespace, 'postgres-data-1')).toEqual([]);
  });

  test('pgfleet restore writes the values for a new claim, and after the merge all rows are there', async () => {
    const broken = await get<Pod>(orders.namespace, 'pod', orders.pod);
    const printed = await command('restore', orders.id);
    expect(printed).toMatch(/synth/);
    const values = readFileSync(join(orders.root, 'environments', orders.id, 'values.yaml'), 'utf8');
    expect(values).toMatch(/generation: 2/);
    expect(values).toMatch(/from: backup/);
    await synth(orders);
    await apply(orders);
    await waitForReady(orders.namespace, orders.pod, 300, broken.metadata.uid);
    before = await words();
    expect(before).toEqual(['after the last backup', 'in the incremental']);
    // The old claim is still there.
    expect(await find(orders.namespace, 'pvc', 'postgres-data-1')).toBeDefined();
  });

  test('the restored database archives to a path of its own and has a full backup there', async () => {
    await waitForFirstBackup(orders);
    const { backup } = await info(orders);
    expect(backup.map(({ type }) => type)).toEqual(['full']);
    // Before the stanza is there the archive fails, and what failed is sent afterwards.
    const healthy = 'SELECT last_failed_time IS NULL OR last_archived_time > last_failed_time FROM pg_stat_archiver';
    expect(await query(orders, healthy)).toBe('t');
    expect(await queryAs(orders, 'postgres', 'SELECT pg_is_in_recovery()', 'postgres')).toBe('f');
  });

  test('a client logs in with the password of the Secret', async () => {
    const password = await secretKey(orders.namespace, 'postgres-app', 'password');
    const target = { host: `postgres.${orders.namespace}.svc`, user: 'shop', database: 'shop', password };
    await waitFor('a login', 60, async () => when((await login(client, target)).stdout.trim() === 'shop'));
  });

  test('the bootstrap block is harmless while it stays: another Pod starts with the same data', async () => {
    await query(orders, "INSERT INTO orders VALUES ('written after the restore')");
    const pod = await get<Pod>(orders.namespace, 'pod', orders.pod);
    await kubectl(['delete', 'pod', orders.pod, '-n', orders.namespace, '--wait=false']);
    await waitForReady(orders.namespace, orders.pod, 180, pod.metadata.uid);
    expect(await words()).toEqual([...before, 'written after the restore']);
    expect(await log(orders.namespace, orders.pod, 'initdb')).toMatch(/data in .* checked/);
  });

  test('and its removal restarts nothing', async () => {
    const pod = await get<Pod>(orders.namespace, 'pod', orders.pod);
    removeKey(orders, 'bootstrap');
    await synth(orders);
    await apply(orders);
    expect((await get<Pod>(orders.namespace, 'pod', orders.pod)).metadata.uid).toBe(pod.metadata.uid);
    const { status } = await get<{ status: { currentRevision: string; updateRevision: string } }>(
      orders.namespace,
      'statefulset',
      orders.name,
    );
    expect(status.updateRevision).toBe(status.currentRevision);
  });
});
