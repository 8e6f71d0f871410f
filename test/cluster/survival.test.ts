import { clientPodSpec, copySecret, fromSecret } from './harness/client';
import { applyObjects, find, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { containerOf, isReady, log, type Pod, restarts, waitForGone, waitForLog, waitForReady } from './harness/pod';
import { bringUp, createProject, smallDatabase, type TestEnvironment } from './harness/project';
import { query, shell } from './harness/psql';
import { holdsFor, waitFor, when } from './harness/wait';

useCluster();

/** Liveness would restart the container after this many seconds, and the startup probe after twice as many: recovery takes longer. */
const livenessSeconds = 8;
/** What a Pod that is to stop is given before it is killed. */
const graceSeconds = 60;
let database: TestEnvironment;
let clients: string;

beforeAll(async () => {
  clients = await createNamespace(uniqueNamespace('clients'));
  database = createProject('survival', uniqueNamespace('db'), {
    profile: 'development',
    access: { namespaces: [clients] },
    database: {
      ...smallDatabase,
      storage: { size: '4Gi' },
      // No checkpoint between the writes and the kill: all of them must be replayed.
      parameters: { max_wal_size: '3GB', checkpoint_timeout: '1h' },
      shutdownSeconds: graceSeconds,
      probes: {
        startup: { periodSeconds: 3, timeoutSeconds: 2, failureThreshold: 5 },
        liveness: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: livenessSeconds / 2 },
        readiness: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 1 },
      },
    },
  });
  await bringUp(database);
  await waitForReady(database.namespace, database.pod);
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');
});

const busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND client_addr IS NOT NULL";

const pod = async (): Promise<Pod> => {
  const found = await find<Pod>(database.namespace, 'pod', database.pod);
  if (found === undefined) throw new Error('the Pod is gone');
  return found;
};

test('a deleted Pod shuts down fast with a client connected, and its successor has the data', async () => {
  const { namespace } = database;
  await copySecret(namespace, 'postgres-app', clients);
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'busy', namespace: clients },
    spec: clientPodSpec(
      // A Service leads to a Pod that has just become ready a moment later on the node of the client: it tries again, bounded by the wait below.
      [
        'sh',
        '-c',
        'until psql -X -c "SELECT 1" "$DATABASE_URL"; do sleep 1; done; exec psql -X -c "SELECT pg_sleep(3600)" "$DATABASE_URL"',
      ],
      [fromSecret('DATABASE_URL', 'postgres-app', 'uri')],
    ),
  });
  await waitFor('the client to be busy', 60, async () => when((await query(database, busy)) === '1'));
  const before = await pod();
  const start = Date.now();
  await kubectl(['delete', 'pod', database.pod, '-n', namespace, '--wait=false']);
  await waitForGone(namespace, database.pod, before.metadata.uid, 60);
  const seconds = (Date.now() - start) / 1000;
  // Far from the end of the grace period: a client does not hold a fast shutdown up.
  expect(seconds).toBeLessThan(graceSeconds / 3);
  await waitForReady(namespace, database.pod, 120, before.metadata.uid);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
  const text = await log(namespace, database.pod, 'postgres');
  expect(text).toMatch(/database system was shut down at/);
  expect(text).not.toMatch(/not properly shut down|interrupted/);
});

test('after kill -9 of the postmaster a crash recovery longer than liveness allows is not cut short', async () => {
  const { namespace } = database;
  const before = await pod();
  // Half a gigabyte of WAL or so: a replay of seconds, long enough to be found and held.
  await query(
    database,
    'CREATE TABLE heavy AS SELECT g, md5(g::text) AS text FROM generate_series(1, 4000000) g',
    'shop',
    240,
  );
  await shell(database, 'kill -9 "$(head -1 "$PGDATA/postmaster.pid")"');
  await waitFor('the container to start again', 60, async () => when(restarts(await pod()) === restarts(before) + 1));
  // Holds the recovery: the startup process is stopped, and the server says «rejecting connections» until it goes on.
  const hold = `for try in {1..600}; do
      for process in /proc/[0-9]*; do
        if tr '\\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q '^postgres: .*startup'; then
          kill -STOP "\${process#/proc/}" && echo "\${process#/proc/}" && exit 0
        fi
      done
      sleep 0.05
    done; exit 1`;
  const startup = await waitFor('the recovery to be held', 60, async () => {
    const held = await shell(database, hold, 40);
    return held.code === 0 ? held.stdout.trim() : undefined;
  });
  const held = await pod();
  await holdsFor('recovery without a restart, alive and not ready', livenessSeconds * 4, async () => {
    const now = await pod();
    return (
      !isReady(now) && restarts(now) === restarts(held) && containerOf(now, 'postgres').state.running !== undefined
    );
  });
  expect((await shell(database, 'pg_isready')).stdout).toMatch(/rejecting connections/);
  await shell(database, `kill -CONT ${startup}`);
  const after = await waitForReady(namespace, database.pod, 120);
  expect(after.metadata.uid).toBe(before.metadata.uid);
  expect(restarts(after)).toBe(restarts(held));
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
  expect(await query(database, 'SELECT count(*) FROM heavy')).toBe('4000000');
  await waitForLog(namespace, database.pod, 'postgres', /automatic recovery in progress/, 10);
});

test('a server that hangs is restarted by liveness', async () => {
  const before = await pod();
  // A stopped postmaster accepts the connection of the kernel's queue and never answers.
  await shell(database, 'kill -STOP "$(head -1 "$PGDATA/postmaster.pid")"');
  await waitFor('a restart of the container', 150, async () => when(restarts(await pod()) > restarts(before)));
  await waitForReady(database.namespace, database.pod, 120);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
});
