import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpWithRepository, schedules } from './harness/backup';
import { checkout } from './harness/checkout';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { waitForReady } from './harness/pod';
import { attempt } from './harness/process';
import { createProject, pgfleet, smallDatabase, type TestEnvironment } from './harness/project';
import { query, queryAs } from './harness/psql';

useCluster();

let database: TestEnvironment;

beforeAll(async () => {
  database = createProject('dumps', uniqueNamespace('db'), {
    profile: 'production',
    database: { ...smallDatabase, shutdownSeconds: 60 },
    backup: {
      method: 'pgDump',
      repository: { type: 'volume', size: '1Gi' },
      schedule: { full: schedules.schedule.full },
      retention: { full: 2 },
      deadlineSeconds: 600,
    },
  });
  await bringUpWithRepository(database);
  await waitForReady(database.namespace, database.pod, 240);
});

/** The fenced blocks of "Restoring a dump". */
const commands = (): string => {
  const [, section = ''] = readFileSync(join(checkout, 'docs', 'backup.md'), 'utf8').split('### Restoring a dump');
  return [...section.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '').join('\n');
};

test('pgfleet backup makes a dump and lists it', async () => {
  await queryAs(database, 'shop', "CREATE TABLE orders AS SELECT 'dumped' AS word");
  const label = (await pgfleet(database, ['backup', database.id], { timeoutSeconds: 300 })).match(/\d{8}T\d{6}Z/)?.[0];
  expect(label).toBeDefined();
  const listed = await pgfleet(database, ['backup', database.id, '--list'], { timeoutSeconds: 300 });
  expect(listed).toContain(`${label}  dump`);
});

test('the documented commands restore it beside the database and change the names', async () => {
  await query(database, 'DROP TABLE orders');
  // The program is that of this checkout; the project has no node_modules of its own.
  const text = commands().replaceAll('npx pgfleet', `"${process.execPath}" "${join(checkout, 'bin', 'pgfleet.js')}"`);
  const { code, stdout, stderr } = await attempt('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: database.root,
    env: {
      ENVIRONMENT: database.id,
      NAME: database.name,
      NAMESPACE: database.namespace,
      DATABASE: 'shop',
      OWNER: 'shop',
    },
    timeoutSeconds: 400,
  });
  expect(`${code}\n${stdout}${stderr}`).toMatch(/^0\n/);
  expect(await queryAs(database, 'shop', 'SELECT word FROM orders')).toBe('dumped');
  expect(await query(database, "SELECT tableowner FROM pg_tables WHERE tablename = 'orders'")).toBe('shop');
  expect(await query(database, "SELECT count(*) FROM pg_tables WHERE tablename = 'orders'", 'replaced')).toBe('0');
});
