import { join } from 'node:path';
import { bringUpWithRepository, info, production, waitForFirstBackup } from './harness/backup';
import { checkout } from './harness/checkout';
import { find, get, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { createKeys } from './harness/object-storage';
import { attempt, type Outcome } from './harness/process';
import { addEnvironment, createProject, merge, type TestEnvironment } from './harness/project';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;

/** As a person runs it: data on stdout, talk on stderr. */
const backup = (environment: TestEnvironment, ...args: readonly string[]): Promise<Outcome> =>
  attempt(process.execPath, [join(checkout, 'bin', 'pgfleet.js'), 'backup', environment.id, ...args], {
    cwd: environment.root,
    timeoutSeconds: 400,
  });

interface Job {
  readonly metadata: { readonly name: string; readonly ownerReferences?: readonly { readonly kind: string }[] };
  readonly spec: { readonly ttlSecondsAfterFinished?: number };
}

beforeAll(async () => {
  database = createProject('command', uniqueNamespace('db'), production());
  await bringUpWithRepository(database);
  await waitForFirstBackup(database);
});

test('a backup is made and waited for, and its label is all that stdout carries', async () => {
  const { code, stdout, stderr } = await backup(database, '--type', 'differential');
  expect(`${code}\n${stderr}`).toMatch(/^0\n.*is started; waiting up to 600 s\n/);
  const newest = (await info(database)).backup.at(-1);
  expect([stdout, newest?.type]).toEqual([`${newest?.label}\n`, 'diff']);
  const jobs = await list<Job>(database.namespace, 'job');
  const [job] = jobs.filter(({ metadata }) => metadata.name.startsWith('postgres-backup-manual-'));
  expect([job?.spec.ttlSecondsAfterFinished, job?.metadata.ownerReferences?.[0]?.kind]).toEqual([86400, 'CronJob']);
});

test('--list shows every backup and the range, as a table and as JSON', async () => {
  const { backup: made } = await info(database);
  const text = await backup(database, '--list');
  expect(`${text.code}\n${text.stderr}`).toMatch(/^0\n/);
  expect(text.stdout).toMatch(/^s3:\/\/.*\nBACKUP +TYPE +ENDED/);
  for (const { label } of made) expect(text.stdout).toContain(label);
  expect(text.stdout).toMatch(/any time from \d{4}-.*Z to \d{4}-.*Z\n$/);
  const { stdout } = await backup(database, '--list', '-o', 'json');
  const { result } = JSON.parse(stdout);
  expect(result.info[0].backup.map(({ label }: { label: string }) => label)).toEqual(made.map(({ label }) => label));
  expect(Date.parse(result.recoverable.from)).toBeLessThan(Date.parse(result.recoverable.to));
});

test('what is not done in time goes on, and is a finding', async () => {
  const { code, stdout, stderr } = await backup(database, '--timeout', '1');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/is not done after 1 s and goes on: kubectl -n .* logs job\/postgres-backup-manual-\w+ -f\n/);
  const name = /logs job\/(\S+) -f/.exec(stderr)?.[1] ?? '';
  await waitFor('the Job to end', 120, async () =>
    when((await get<{ status: { succeeded?: number } }>(database.namespace, 'job', name)).status.succeeded === 1),
  );
});

test('a failure names its cause, and is a finding', async () => {
  await createKeys(database.namespace, 'wrong');
  const { code, stdout, stderr } = await backup(database);
  await createKeys(database.namespace);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/secret access key does not fit[\s\S]*pgfleet: the Job \S+ failed: kubectl -n \S+ logs job\//);
});

test('an environment that is not in this cluster is no backup', async () => {
  const absent = addEnvironment(database, 'absent', uniqueNamespace('absent'), production());
  expect(await backup(absent)).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`has no environment ${absent.id}: there is no StatefulSet postgres in`),
  });
});

test('while the database is down, backups are listed and none is begun', async () => {
  await merge(database, production({ suspended: true }));
  await waitFor('no database Pod', 120, async () =>
    when((await find(database.namespace, 'pod', database.pod)) === undefined),
  );
  expect(await backup(database)).toMatchObject({ code: 2, stderr: expect.stringContaining('is suspended') });
  const { code, stdout, stderr } = await backup(database, '--list');
  expect(`${code}\n${stderr}`).toMatch(/^0\n/);
  expect(stdout).toMatch(/any time from/);
});
