import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpWithRepository, info, production, waitForFirstBackup } from './harness/backup';
import { checkout } from './harness/checkout';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { attempt, run } from './harness/process';
import { addEnvironment, cloneCheckout, type TestEnvironment, writeDefaults } from './harness/project';
import { query } from './harness/psql';

useCluster();

let database: TestEnvironment;

beforeAll(async () => {
  const root = await cloneCheckout();
  writeDefaults(root);
  database = addEnvironment({ root }, 'runbook', uniqueNamespace('db'), production());
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  await run('git', ['add', '--all'], { cwd: root });
  await run('git', [...author, 'commit', '--quiet', '--message', 'test'], { cwd: root });
  await bringUpWithRepository(database);
  await waitForFirstBackup(database);
});

/** Blocks marked `no-test` are examples of what a person may also do. */
const commands = (): string =>
  [...readFileSync(join(checkout, 'docs', 'restore.md'), 'utf8').matchAll(/^```bash\n([\s\S]*?)^```$/gm)]
    .map(([, block]) => block ?? '')
    .join('\n');

test('docs/restore.md, command by command, goes back to a moment between two transactions', async () => {
  await query(database, "CREATE TABLE orders AS SELECT 'right' AS word");
  const time = await query(
    database,
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  );
  await query(database, "UPDATE orders SET word = 'wrong'");
  const text = commands();
  expect(text).toMatch(/pgfleet backup .*--list[\s\S]*pgfleet restore[\s\S]*npm run synth[\s\S]*kubectl apply/);
  const { code, stdout, stderr } = await attempt('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: database.root,
    env: { ENVIRONMENT: database.id, NAME: database.name, NAMESPACE: database.namespace, TIME: time },
    timeoutSeconds: 600,
  });
  expect(`${code}\n${stdout}${stderr}`).toMatch(/^0\n/);
  expect(stdout).toMatch(/^generation 1\nBACKUP[\s\S]*any time from /m);
  expect(await query(database, 'SELECT word FROM orders')).toBe('right');
  // Made by itself, and one by hand.
  expect((await info(database)).backup.map(({ type, error }) => ({ type, error }))).toEqual([
    { type: 'full', error: false },
    { type: 'full', error: false },
  ]);
});
