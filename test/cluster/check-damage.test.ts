import { check, type Report, readReports } from './harness/check';
import { flipInTable, flipOnDisk } from './harness/flip';
import { find, kubectl, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { isReady, type Pod, restarts, waitForReady } from './harness/pod';
import { bringUp, createProject, smallDatabase, type TestEnvironment } from './harness/project';
import { query, queryAs } from './harness/psql';
import { waitFor } from './harness/wait';

useCluster();

let database: TestEnvironment;
let before: Pod;

beforeAll(async () => {
  database = createProject('damaged', uniqueNamespace('db'), {
    profile: 'development',
    database: smallDatabase,
    checks: { level: 'standard', schedule: '* * * * *', deadlineSeconds: 180, report: { size: '256Mi', keep: 10 } },
  });
  await bringUp(database);
  before = await waitForReady(database.namespace, database.pod);
  // Nothing may write its pages again: not what marks rows as committed, and not autovacuum.
  await queryAs(
    database,
    'shop',
    `CREATE TABLE customers WITH (autovacuum_enabled = off) AS SELECT g AS id, repeat('x', 100) AS name FROM generate_series(1, 5000) g`,
  );
  await queryAs(database, 'shop', 'CREATE TABLE orders (id int PRIMARY KEY)');
  await query(database, 'VACUUM (FREEZE) customers');
});

interface Job {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The next Job that the schedule makes, and how it ended. */
const nextScheduled = (since: Date): Promise<{ readonly name: string; readonly type: string }> =>
  waitFor('the next scheduled check to end', 180, async () => {
    const jobs = await list<Job>(database.namespace, 'job', '--sort-by=.metadata.creationTimestamp');
    const job = jobs.find(
      ({ metadata }) =>
        metadata.ownerReferences?.[0]?.name === 'postgres-check' &&
        metadata.annotations?.['cronjob.kubernetes.io/instantiate'] !== 'manual' &&
        new Date(metadata.creationTimestamp) >= since,
    );
    const type = job?.status.conditions?.find(
      (condition) => condition.status === 'True' && ['Complete', 'Failed'].includes(condition.type),
    )?.type;
    return job === undefined || type === undefined ? undefined : { name: job.metadata.name, type };
  });

interface Event {
  readonly reason: string;
  readonly type: string;
  readonly message: string;
}

const events = (): Promise<readonly Event[]> =>
  list<Event>(
    database.namespace,
    'event',
    '--field-selector',
    'involvedObject.kind=StatefulSet,involvedObject.name=postgres,source=pgfleet.dev/check',
  );

describe('a byte of a table that turned on the disk', () => {
  let block: number;
  let job: string;
  beforeAll(async () => {
    block = await flipOnDisk(database, 'customers');
    const { name, type } = await nextScheduled(new Date());
    job = name;
    expect(type).toBe('Failed');
  });

  test('fails the next scheduled check, whose log names the table and the block', async () => {
    const log = await kubectl(['logs', `job/${job}`, '-n', database.namespace, '-c', 'report']);
    expect(log).toMatch(new RegExp(`^${database.id}: CRITICAL; level standard`));
    expect(log).toMatch(new RegExp(`^CRITICAL page-damaged .*shop public\\.customers: .*block ${block}\\b.* -> `, 'm'));
  });

  test('is in the report on the claim, in both forms', async () => {
    const files = await readReports(database);
    const reports = Object.keys(files).filter((file) => file.endsWith('-standard.json'));
    const report = JSON.parse(files[reports.sort().at(-1) ?? ''] ?? '') as Report;
    expect(report.worst).toBe('critical');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'page-damaged', database: 'shop', object: 'public.customers' }),
    );
    expect(files[reports.at(-1)?.replace(/json$/, 'txt') ?? '']).toContain('public.customers');
  });

  test('is an Event of the StatefulSet that says what to do, and describe shows it', async () => {
    const [event] = (await events()).filter(({ message }) => message.startsWith('page-damaged'));
    expect([event?.type, event?.reason]).toEqual(['Warning', 'IntegrityCritical']);
    expect(event?.message).toMatch(new RegExp(`shop public\\.customers: .*block ${block}\\b.* -> Keep a copy`));
    const described = await kubectl(['describe', 'statefulset', 'postgres', '-n', database.namespace]);
    expect(described).toMatch(/IntegrityCritical .*page-damaged shop public\.customers/);
  });

  test('is a row of the table that metrics are made of', async () => {
    const rows = await query(
      database,
      `SELECT severity, object_count FROM pgfleet.check_finding WHERE level = 'standard' AND code = 'page-damaged' AND database = 'shop'`,
      'postgres',
    );
    expect(rows).toBe('critical|1');
    expect(await query(database, "SELECT worst FROM pgfleet.check_run WHERE level = 'standard'", 'postgres')).toBe(
      'critical',
    );
  });

  test('does not keep the database from serving everything else', async () => {
    expect(await queryAs(database, 'shop', 'INSERT INTO orders VALUES (1) RETURNING id')).toMatch(/^1\b/);
    expect(await queryAs(database, 'shop', 'SELECT count(*) FROM orders')).toBe('1');
    const now = await find<Pod>(database.namespace, 'pod', database.pod);
    expect([now?.metadata.uid, now && isReady(now), now && restarts(now)]).toEqual([before.metadata.uid, true, 0]);
  });
});

test('once it is repaired and its count is reset, the check is clean and an Event says so', async () => {
  await flipInTable(database, 'customers');
  await query(database, 'SELECT pg_stat_reset()');
  await queryAs(database, 'shop', 'ALTER TABLE customers RESET (autovacuum_enabled)');
  const { code, result } = await check(database);
  expect([result.findings, code]).toEqual([[], 0]);
  expect(await events()).toContainEqual(expect.objectContaining({ type: 'Normal', reason: 'IntegrityRestored' }));
});
