import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpWithRepository, info, production, waitForFirstBackup } from './harness/backup';
import { checkout } from './harness/checkout';
import { applyObjects, find, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { waitForLog } from './harness/pod';
import { attempt, run } from './harness/process';
import { addEnvironment, cloneCheckout, type TestEnvironment, writeDefaults } from './harness/project';
import { query } from './harness/psql';

useCluster();

let database: TestEnvironment;
let applications: string;

beforeAll(async () => {
  applications = await createNamespace(uniqueNamespace('applications'));
  const labels = { app: 'orders' };
  await applyObjects({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: applications },
    // Nobody needs its Pod: it is only scaled.
    spec: {
      paused: true,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'orders', image: 'none.example/orders:1' }] } },
    },
  });
  const root = await cloneCheckout();
  writeDefaults(root);
  // What is committed there is about another cluster: its environments would have moved.
  rmSync(join(root, 'dist'), { recursive: true });
  database = addEnvironment({ root }, 'runbook', uniqueNamespace('db'), production());
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  await run('git', ['add', '--all'], { cwd: root });
  await run('git', [...author, 'commit', '--quiet', '--message', 'test'], { cwd: root });
  await bringUpWithRepository(database);
  await waitForFirstBackup(database);
});

/** Blocks of docs/restore.md in their order. One with a second word is not part of the straight line: the word says when it is used. */
const blocks = [
  ...readFileSync(join(checkout, 'docs', 'restore.md'), 'utf8').matchAll(/^```bash(?: ([a-z-]+))?\n([\s\S]*?)^```$/gm),
].map(([, use = 'always', text = '']) => ({ use, text }));
const straight = blocks.filter(({ use }) => use === 'always').map(({ text }) => text);
const only = (use: string): string => {
  const [block, ...more] = blocks.filter((each) => each.use === use);
  if (block === undefined || more.length > 0) throw new Error(`docs/restore.md has not one block "${use}"`);
  return block.text;
};

/** What the shell of the person knows by now. */
const shell: Record<string, string> = {};

const type = async (text: string, variables: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { code, stdout, stderr } = await attempt('bash', ['-euo', 'pipefail', '-c', text], {
    cwd: database.root,
    env: { ...shell, ...variables },
    timeoutSeconds: 600,
  });
  expect(`${code}\n${stdout}${stderr}`).toMatch(/^0\n/);
  return stdout;
};

const now = (): Promise<string> =>
  query(database, `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);

test('docs/restore.md, command by command, goes back to a moment between two transactions', async () => {
  expect([...new Set(blocks.map(({ use }) => use))].sort()).toEqual(
    ['again', 'always', 'copy', 'later', 'refused', 'time'].sort(),
  );
  await query(database, "CREATE TABLE orders AS SELECT 'right' AS word");
  const time = await now();
  await query(database, "UPDATE orders SET word = 'wrong'");
  Object.assign(shell, {
    ENVIRONMENT: database.id,
    APPLICATIONS: applications,
    NAME: database.name,
    NAMESPACE: database.namespace,
  });
  await type(only('time'));
  const watch = straight.findIndex((text) => text.includes('logs "$NAME-0" -c initdb -f'));
  expect(watch).toBeGreaterThan(5);

  // A moment before the first backup is merged first, and refused.
  await type(straight.slice(0, watch).join('\n'), { TIME: '2020-01-01T00:00:00Z' });
  expect(await find(applications, 'deployment', 'orders')).toMatchObject({ spec: { replicas: 0 } });
  await waitForLog(database.namespace, database.pod, 'initdb', /is before the end of/, 180);
  Object.assign(shell, { TIME: time, OLD: '1', NEW: '2' });
  await type(only('refused'));
  const listed = await type(straight.slice(watch).join('\n'));
  expect(listed).toMatch(/^generation 1\nBACKUP[\s\S]*any time from /m);
  expect(await query(database, 'SELECT word FROM orders')).toBe('right');
  // Made by itself, and one by hand.
  expect((await info(database)).backup.map(({ type, error }) => ({ type, error }))).toEqual([
    { type: 'full', error: false },
    { type: 'full', error: false },
  ]);

  const values = join(database.root, 'environments', database.id, 'values.yaml');
  await type(only('again'), { TIME: await now() });
  expect(readFileSync(values, 'utf8')).toMatch(/generation: 3\b/);
  await type(only('later'));
  expect(await find(database.namespace, 'pvc', `${database.name}-data-1`)).toBeUndefined();
});

test('the Secret of a copy is made as docs/restore.md says', async () => {
  for (const [file, variable] of [
    ['s3-key', 'S3_KEY'],
    ['s3-key-secret', 'S3_SECRET'],
  ] as const) {
    writeFileSync(join(database.root, file), process.env[variable] ?? '');
  }
  copyFileSync(process.env.S3_CA_FILE ?? '', join(database.root, 'ca.crt'));
  await type(only('copy'), { COPY: applications });
  const keys = await kubectl(['get', 'secret', 'postgres-bootstrap', '-n', applications, '-o', 'jsonpath={.data}']);
  expect(Object.keys(JSON.parse(keys)).sort()).toEqual(['ca.crt', 's3-key', 's3-key-secret']);
});
