import type { Values } from '../../lib/config/schema';
import { bringUpWithRepository, info, production, repositoryFiles, waitForFirstBackup } from './harness/backup';
import { listClaim } from './harness/claim';
import { type Client, login, startClient } from './harness/client';
import { get, kubectl, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { createBootstrapKeys } from './harness/object-storage';
import { type Pod, restarts, waitForLog, waitForReady } from './harness/pod';
import { addEnvironment, createProject, merge, type TestEnvironment } from './harness/project';
import { query, shell } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let source: TestEnvironment;
let clone: TestEnvironment;
let client: Client;
/** Between the two transactions, with its offset from UTC. */
let between: string;
let beforeFirstBackup: string;
let sourceArchive: readonly string[];
let sourceFailures: string;

const values = (): Values => production({ access: { namespaces: [client.namespace] } });

const copied = (target: NonNullable<NonNullable<Values['bootstrap']>['target']>): Values => ({
  ...values(),
  bootstrap: { from: 'backup', environment: source.id, target },
});

const now = (): Promise<string> =>
  query(source, `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);

const failures = 'SELECT failed_count FROM pg_stat_archiver';

/** Until everything that is committed now lies in the repository. */
const waitForArchive = async (): Promise<void> => {
  const segment = await query(source, 'SELECT pg_walfile_name(pg_current_wal_lsn())');
  await query(source, 'SELECT pg_switch_wal()');
  await waitFor(`${segment} in the repository`, 90, async () =>
    when((await query(source, 'SELECT last_archived_wal FROM pg_stat_archiver')) >= segment),
  );
};

beforeAll(async () => {
  client = await startClient({ namespace: await createNamespace(uniqueNamespace('client')), name: 'client' });
  source = createProject('point', uniqueNamespace('source'), values());
  await bringUpWithRepository(source);
  await waitForFirstBackup(source);
  const [first] = (await info(source)).backup;
  beforeFirstBackup = new Date((first?.timestamp.start ?? 0) * 1000).toISOString();
  await query(source, "CREATE TABLE orders AS SELECT 'first' AS word");
  between = await now();
  await query(source, "INSERT INTO orders VALUES ('second')");
  await waitForArchive();
  clone = addEnvironment(source, 'copy', uniqueNamespace('copy'), copied({ time: '2090-01-01T00:00:00Z' }));
});

/** A refused restore is tried again by the kubelet later and later: another Pod looks at the new target at once. */
const replacePod = (): Promise<string> =>
  kubectl(['delete', 'pod', clone.pod, '-n', clone.namespace, '--wait=false', '--ignore-not-found']);

test('a target in the future is refused before anything is touched', async () => {
  await createNamespace(clone.namespace);
  await createBootstrapKeys(clone.namespace);
  await bringUpWithRepository(clone);
  await waitForLog(clone.namespace, clone.pod, 'initdb', /2090.*(future|later|newest)/s, 180);
  expect(await listClaim(clone.namespace, 'postgres-data-1')).toEqual([]);
});

test('a target before the first backup is refused before anything is touched', async () => {
  await merge(clone, copied({ time: beforeFirstBackup }));
  await replacePod();
  await waitForLog(clone.namespace, clone.pod, 'initdb', /before the end of .*backup/, 180);
  expect(await listClaim(clone.namespace, 'postgres-data-1')).toEqual([]);
});

test('a point between two transactions gives the first and not the second, in a clone beside the running source', async () => {
  sourceFailures = await query(source, failures);
  sourceArchive = Object.keys(await repositoryFiles(source, 'archive'));
  await merge(clone, copied({ time: between }));
  await replacePod();
  await waitForReady(clone.namespace, clone.pod, 300);
  expect(await query(clone, 'SELECT string_agg(word, $$,$$ ORDER BY word) FROM orders')).toBe('first');
  expect(await query(clone, 'SELECT pg_is_in_recovery()')).toBe('f');
  expect(await query(source, 'SELECT string_agg(word, $$,$$ ORDER BY word) FROM orders')).toBe('first,second');
});

test('the clone has a password of its own, and that of the source opens nothing', async () => {
  const [own, foreign] = await Promise.all(
    [clone, source].map(({ namespace }) => secretKey(namespace, 'postgres-app', 'password')),
  );
  expect(own).not.toBe(foreign);
  const target = { host: `postgres.${clone.namespace}.svc`, user: 'shop', database: 'shop' };
  await waitFor('a login to the clone', 60, async () =>
    when((await login(client, { ...target, password: own ?? '' })).stdout.trim() === 'shop'),
  );
  const refused = await login(client, { ...target, password: foreign ?? '' });
  expect(refused.stderr).toMatch(/password authentication failed/);
});

test('nothing of the configuration of the source is left in the clone', async () => {
  const lines = await shell(clone, 'grep -v "^#" "$PGDATA/postgresql.auto.conf"; ls "$PGDATA"');
  expect(lines.stdout).not.toMatch(/restore_command|recovery_target|recovery\.signal/);
});

test('the clone archives to its own path, the source goes on undisturbed', async () => {
  await waitForFirstBackup(clone);
  expect((await info(clone)).backup.map(({ type }) => type)).toEqual(['full']);
  // Everything new in the path of the source is a segment of its own timeline.
  await query(source, "INSERT INTO orders VALUES ('third')");
  await waitForArchive();
  const added = Object.keys(await repositoryFiles(source, 'archive')).filter((file) => !sourceArchive.includes(file));
  expect(added.filter((file) => /\/[0-9A-F]{24}/.test(file) && !/\/00000001[0-9A-F]{16}/.test(file))).toEqual([]);
  expect(added.filter((file) => file.endsWith('.history'))).toEqual([]);
  expect(await query(source, failures)).toBe(sourceFailures);
  const pod = await get<Pod>(source.namespace, 'pod', source.pod);
  expect(restarts(pod)).toBe(0);
});

describe('a data directory that is not empty', () => {
  test('is not restored over: another target changes nothing, and the rows written since are there', async () => {
    await query(clone, "INSERT INTO orders VALUES ('written in the clone')");
    const pod = await get<Pod>(clone.namespace, 'pod', clone.pod);
    await merge(clone, copied({ immediate: true }));
    await replacePod();
    await waitForReady(clone.namespace, clone.pod, 180, pod.metadata.uid);
    expect(await query(clone, 'SELECT string_agg(word, $$,$$ ORDER BY word) FROM orders')).toBe(
      'first,written in the clone',
    );
  });

  test('is refused where it is no database: nothing is restored, and what is there stays', async () => {
    const pod = await get<Pod>(clone.namespace, 'pod', clone.pod);
    // What a half-finished copy by hand looks like.
    await shell(clone, 'mv "$PGDATA/PG_VERSION" "$PGDATA/PG_VERSION.away"');
    await replacePod();
    await waitFor('the Pod to be replaced', 120, async () =>
      when((await get<Pod>(clone.namespace, 'pod', clone.pod)).metadata.uid !== pod.metadata.uid),
    );
    await waitForLog(clone.namespace, clone.pod, 'initdb', /not empty.*nothing was touched/s, 120);
    expect(await listClaim(clone.namespace, 'postgres-data-1')).toContain('/volume/data/PG_VERSION.away');
  });
});
