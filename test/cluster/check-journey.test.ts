import { bringUpWithRepository, production, waitForJob } from './harness/backup';
import { check, neverChecked, type Report, readReports, tryCheckAs } from './harness/check';
import { type Client, startClient } from './harness/client';
import { list, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { kubeconfigOf } from './harness/person';
import { waitForReady } from './harness/pod';
import { createProject, merge, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';
import { applyAgain } from './harness/second-apply';
import { waitFor, when } from './harness/wait';

useCluster();

/** Whatever somebody who may create something can call it. */
const hostile = {
  schema: `a"b'; DROP SCHEMA public; --`,
  table: '$(id) `id` $$ %I \\! {{x}} ünï',
  database: 'x\' host=elsewhere "y" = $1 #{z}',
};
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const hostileTable = `${identifier(hostile.schema)}.${identifier(hostile.table)}`;

const schema = `
CREATE SCHEMA ${identifier(hostile.schema)};
CREATE TABLE ${hostileTable} (${identifier('id"\n')} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${identifier("te'xt")} text UNIQUE);
INSERT INTO ${hostileTable} (${identifier("te'xt")}) SELECT md5(g::text) FROM generate_series(1, 1000) g;
CREATE TABLE ${identifier(`line\nbreak\t${String.fromCodePoint(0x202e)}`)} (id int PRIMARY KEY);
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
INSERT INTO customers VALUES (1, 'a'), (2, 'b');
INSERT INTO orders VALUES (1, 1), (2, 2);
`;

const values = (...expectations: readonly { database: string; name: string; sql: string; equals: string }[]) =>
  production(
    {
      access: {
        teams: [
          { group: 'shop-developers', role: 'view' },
          { group: 'shop-testers', role: 'operate' },
        ],
      },
      checks: {
        level: 'full',
        ...neverChecked,
        onSync: 'quick',
        deadlineSeconds: 300,
        report: { size: '256Mi', keep: 5 },
        tables: ['customers', { schema: hostile.schema, name: hostile.table, rows: 1000 }],
        expect: [
          {
            name: 'no order without a customer',
            sql: 'SELECT count(*) FROM orders WHERE customer IS NULL',
            equals: '0',
          },
          ...expectations,
        ],
      },
    },
    { initSql: ['schema.sql'] },
  );

let database: TestEnvironment;

beforeAll(async () => {
  database = createProject('checked', uniqueNamespace('db'), values(), { 'schema.sql': schema });
  await bringUpWithRepository(database);
  await waitForReady(database.namespace, database.pod);
});

interface Named {
  readonly metadata: { readonly name: string };
}

/** The newest one; where Argo CD is not there, kubectl starts it. */
const syncJob = async ({ namespace, name }: TestEnvironment): Promise<string> => {
  const jobs = await list<Named>(namespace, 'job', '--sort-by=.metadata.creationTimestamp');
  return jobs.filter(({ metadata }) => metadata.name.startsWith(`${name}-check-sync-`)).at(-1)?.metadata.name ?? '';
};

test('the check after the sync succeeds, though it was applied before there was a database', async () => {
  const { succeeded, log } = await waitForJob(database, await syncJob(database));
  expect(`${succeeded}\n${log}`).toMatch(/^true\n/);
  expect(log).toMatch(new RegExp(`^${database.id}: SOUND; level quick, PostgreSQL 17`, 'm'));
});

test('a condition on a second database, of any name, is judged by the next one', async () => {
  await query(database, `CREATE DATABASE ${identifier(hostile.database)} OWNER shop`, 'postgres');
  const created = await tryKubectl([
    ...['exec', database.pod, '-n', database.namespace, '-c', 'postgres', '--'],
    ...['env', `PGDATABASE=${hostile.database}`, 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-U', 'shop'],
    ...['-c', 'CREATE TABLE other AS SELECT 42 AS answer'],
  ]);
  expect(created.code).toBe(0);
  const before = await syncJob(database);
  const answer = { database: hostile.database, name: "the answer's 'own'", sql: 'SELECT answer FROM other' };
  await merge(database, values({ ...answer, equals: '42' }));
  const after = await syncJob(database);
  expect(after).not.toBe(before);
  const { succeeded, log } = await waitForJob(database, after);
  expect(`${succeeded}\n${log}`).toMatch(/^true\n/);
});

interface CheckPod extends Named {
  readonly spec: Readonly<
    Record<
      'initContainers' | 'containers',
      readonly { readonly name: string; readonly volumeMounts: readonly { readonly mountPath: string }[] }[]
    >
  >;
}

describe('pgfleet check --level full', () => {
  let checked: Awaited<ReturnType<typeof check>>;
  beforeAll(async () => {
    checked = await check(database, '--level', 'full');
  });

  test('finds nothing in a sound server, and ends with 0', () => {
    expect(checked.result.findings).toEqual([]);
    expect([checked.code, checked.result.worst]).toEqual([0, 'none']);
    // postgres, template1 and those of the environment.
    expect(checked.result.databases).toBe(4);
  });

  test('does everything that level full has', () => {
    const undone = checked.result.checks.filter(({ states }) => Object.keys(states).join() !== 'done');
    expect(undone).toEqual([]);
    const names = checked.result.checks.map(({ check: name }) => name);
    expect(names).toEqual(expect.arrayContaining(['settings', 'expect', 'heap', 'btree', 'reachability', 'pages']));
  });

  test('leaves both forms of its report on the claim, under the name that it says', async () => {
    const files = await readReports(database);
    const { report } = checked.result;
    expect(report).toMatch(/^\d{8}T\d{6}Z-full$/);
    expect(checked.stderr).toContain(`the claim postgres-reports keeps it as ${report}\n`);
    expect(files[`${report}.txt`]).toMatch(new RegExp(`^${database.id}: SOUND; level full`));
    const kept = JSON.parse(files[`${report}.json`] ?? '') as Report;
    expect([kept.level, kept.worst, kept.findings]).toEqual(['full', 'none', []]);
    expect([...kept.databases].sort()).toEqual([hostile.database, 'postgres', 'shop', 'template1'].sort());
    // Those of the checks after syncs.
    expect(Object.keys(files).filter((file) => /-quick\.(json|txt)$/.test(file))).toHaveLength(4);
  });

  test('holds a token in no other container than the one that reports', async () => {
    const [pod] = await list<CheckPod>(database.namespace, 'pod', '-l', `job-name=${checked.job}`);
    const holders = [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].map(
      ({ name, volumeMounts }) => [
        name,
        volumeMounts.some(({ mountPath }) => mountPath.startsWith('/var/run/secrets')),
        volumeMounts.some(({ mountPath }) => mountPath === '/pgfleet/tls'),
      ],
    );
    expect(holders).toEqual([
      ['check', false, true],
      ['report', true, false],
    ]);
  });

  test('is refused to a group of role view, and nothing is started', async () => {
    const kubeconfig = await kubeconfigOf('shop-developers');
    const { code, stderr } = await tryCheckAs(kubeconfig, database, '--level', 'quick');
    expect([code, stderr]).toEqual([1, expect.stringContaining('you may not do that')]);
  });

  test('is text for a person of role operate, where nothing else is asked for', async () => {
    const kubeconfig = await kubeconfigOf('shop-testers');
    const { code, stdout, stderr } = await tryCheckAs(kubeconfig, database, '--level', 'quick');
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('you may not')]);
    expect(stdout).toMatch(new RegExp(`^${database.id}: SOUND; level quick, PostgreSQL 17\\.`));
    expect(stdout).toMatch(/^expect +4 +2 +\d+ {2}done$/m);
    expect(stdout).not.toContain('pgfleet-result');
  });
});

/** Whether a TCP connection to the Pod of the database comes about. */
const connects = async (client: Client, port: number): Promise<boolean> => {
  const target = `postgres-0.postgres-headless.${database.namespace}.svc`;
  const { code } = await tryKubectl([
    ...['exec', client.name, '-n', client.namespace, '--', 'timeout', '5'],
    ...['bash', '-c', `exec 3<>"/dev/tcp/$1/$2"`, 'bash', target, String(port)],
  ]);
  return code === 0;
};

test('a Pod of checks reaches PostgreSQL, and not the server of pgBackRest that a Pod of backups reaches', async () => {
  const client = (component: string): Promise<Client> =>
    startClient({
      namespace: database.namespace,
      name: `as-${component}`,
      labels: {
        'app.kubernetes.io/name': 'postgresql',
        'app.kubernetes.io/instance': database.id,
        'app.kubernetes.io/component': component,
      },
    });
  const [ofCheck, ofBackup] = await Promise.all([client('check'), client('backup')]);
  // The address of a new Pod reaches the network policies a moment after the Pod starts.
  await waitFor('both Pods to reach PostgreSQL', 60, async () =>
    when((await connects(ofCheck, 5432)) && (await connects(ofBackup, 5432))),
  );
  expect([await connects(ofBackup, 8432), await connects(ofCheck, 8432)]).toEqual([true, false]);
});

test('applying it once more changes nothing', async () => {
  expect(await applyAgain(database.root, database.id)).toEqual({ changed: [], diff: '' });
});
