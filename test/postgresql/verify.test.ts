import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BackedUp, backedUp, backUp, faultsOf, job } from './harness/backup-jobs';
import { createAuthority } from './harness/certificates';
import { disposeAll } from './harness/environment';
import { eventually } from './harness/eventually';
import { flip } from './harness/flip';
import { clientName, placeCertificate, testAuthority } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const proven = async (): Promise<BackedUp> => {
  const sandbox = await backedUp();
  expect((await backUp(sandbox, 'initial')).code).toBe(0);
  return sandbox;
};

const verify = (sandbox: Sandbox, variables = {}) => job(sandbox, 'verify.sh', variables);

const log = (sandbox: Sandbox): readonly string[] => {
  const directory = join('repository/archive/main', `${sandbox.installation.major}-1`);
  return readdirSync(sandbox.host(directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.zst'))
    .sort()
    .map((name) => sandbox.host(directory, name));
};

test('a sound repository has no findings', async () => {
  const sandbox = await proven();
  expect((await backUp(sandbox, 'incr')).code).toBe(0);
  const { code, report, stderr } = await verify(sandbox, { PGFLEET_MAX_AGE_SECONDS: '3600' });
  expect([code, report, stderr]).toEqual([
    0,
    expect.objectContaining({ ok: true, findings: [], newest: expect.stringMatching(/I$/) }),
    expect.stringContaining('every file of the repository is whole'),
  ]);
});

test('a damaged file, a missing segment of the log and an old backup are found in one run', async () => {
  const sandbox = await proven();
  const [label = ''] = readdirSync(sandbox.host('repository/backup/main')).filter((name) => /F$/.test(name));
  flip(sandbox.host('repository/backup/main', label, 'bundle/1'), 4000);
  for (const _ of [1, 2, 3])
    await sandbox.query('SELECT pg_switch_wal() FROM pg_logical_emit_message(true, $$x$$, $$y$$)');
  await eventually('a log of six segments', () => log(sandbox).length >= 6);
  const missing = log(sandbox).at(-2) ?? '';
  rmSync(missing);
  const made = Date.now();
  await eventually('a backup of two seconds', () => Date.now() > made + 2000);
  const { code, report, stderr } = await verify(sandbox, { PGFLEET_MAX_AGE_SECONDS: '1' });
  expect(code).toBe(1);
  expect(report.findings?.map(({ fault }) => fault).sort()).toEqual([
    'archive-gap',
    'backup-old',
    'damaged-repository',
  ]);
  expect(stderr).toMatch(new RegExp(`^pgfleet verify: FINDING damaged-repository: .*checksum.*${label}/bundle/1`, 'm'));
  expect(stderr).toMatch(/^pgfleet verify: FINDING archive-gap: .*between [0-9A-F]{24} and [0-9A-F]{24}/m);
});

test.each([
  ['first', 0],
  ['second', 1],
])('a damaged %s segment of the log is found and named', async (_, index) => {
  const sandbox = await proven();
  const file = log(sandbox)[index] ?? '';
  flip(file, 100);
  const end = await verify(sandbox);
  expect([end.code, faultsOf(end)]).toEqual([1, ['damaged-repository']]);
  expect(end.stderr).toContain(file.split('/').at(-1));
});

test('a backup of damaged pages is a finding, with the file', async () => {
  const sandbox = await proven();
  await sandbox.query('CREATE TABLE rotten AS SELECT generate_series(1, 5000)');
  await sandbox.query('CHECKPOINT');
  const path = await sandbox.query("SELECT pg_relation_filepath('rotten')");
  flip(sandbox.host('pgdata/data', path), 8192 + 4000);
  expect((await backUp(sandbox, 'full')).code).toBe(1);
  const end = await verify(sandbox);
  expect([end.code, faultsOf(end)]).toEqual([1, ['damaged-pages']]);
  expect(end.report.findings?.[0]?.cause).toContain(path);
});

test('archiving that fails is found by a check and by what PostgreSQL counts', async () => {
  const sandbox = await proven();
  const broken = sandbox.read('pgfleet/backup/pgbackrest.conf').replace(/^repo1-path=.*$/m, 'repo1-path=/nowhere');
  sandbox.write('pgfleet/backup/pgbackrest.conf', broken);
  await sandbox.query('SELECT pg_switch_wal() FROM pg_logical_emit_message(true, $$x$$, $$y$$)');
  await eventually(
    'a failure',
    async () => Number(await sandbox.query('SELECT failed_count FROM pg_stat_archiver')) > 0,
  );
  const end = await verify(sandbox);
  expect(end.code).toBe(1);
  expect(new Set(faultsOf(end))).toEqual(new Set(['archiving']));
  expect(faultsOf(end)).toHaveLength(2);
});

test('no backup at all is a finding', async () => {
  const end = await verify(await backedUp());
  expect(end.code).toBe(1);
  expect(faultsOf(end)).toContain('no-backup');
});

test('a database that is down is a finding, and the repository is still judged', async () => {
  const sandbox = await proven();
  sandbox.database.kill();
  await sandbox.database.exited;
  const [file = ''] = log(sandbox);
  flip(file, 100);
  const end = await verify(sandbox);
  expect([end.code, faultsOf(end)]).toEqual([1, ['damaged-repository', 'database-down', 'database-down']]);
});

test('certificates that end soon are findings, those that live shortly are not', async () => {
  const sandbox = await proven();
  const dir = 'pgfleet/client-tls';
  await placeCertificate(sandbox, dir, testAuthority().issue(clientName, [], 1));
  expect(faultsOf(await verify(sandbox))).toEqual([]);
  const other = createAuthority('another');
  await placeCertificate(sandbox, dir, other.issue(clientName));
  const end = await verify(sandbox);
  expect(faultsOf(end)).toEqual(['server-not-trusted', 'database-not-trusted']);
});
