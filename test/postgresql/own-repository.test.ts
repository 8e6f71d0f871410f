import { chmodSync, readdirSync } from 'node:fs';
import { disposeAll, serve } from './harness/environment';
import { repositorySandbox } from './harness/repository';
import { archiving, backUp, must, placeBootstrap } from './harness/restored';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const refused = async (sandbox: Sandbox): Promise<string> => {
  const before = await sandbox.run(['find', sandbox.at('pgdata'), sandbox.at('pgwal')]);
  const { code, stderr } = await sandbox.script('init.sh');
  expect(code).toBe(1);
  expect(stderr).toContain('othing was touched');
  expect(await sandbox.run(['find', sandbox.at('pgdata'), sandbox.at('pgwal')])).toEqual(before);
  return stderr;
};

/** The claim is gone, the repository is not. */
const withoutData = async (label?: string): Promise<Sandbox> => {
  const [sandbox, server] = await archiving();
  if (label !== undefined) await backUp(sandbox, label);
  await server.signal('SIGTERM');
  await server.exited;
  await must(sandbox, 'rm', '-r', sandbox.at('pgdata/data'));
  return sandbox;
};

test('where there are backups of its own nothing is initialised, and the message names the two ways on', async () => {
  const sandbox = await withoutData('full');
  const words = await refused(sandbox);
  expect(words).toMatch(/already holds the stanza "main", with 1 backup, the newest \d{8}-\d{6}F of \d{4}-/);
  expect(words).toContain('run `pgfleet restore shop`');
  expect(words).toContain('raise database.generation in environments/shop/values.yaml');
  expect(words).toContain(`${sandbox.at('repository')} on this machine`);
});

test('nothing is restored from elsewhere either', async () => {
  const sandbox = await withoutData('full');
  const [source] = await archiving();
  await backUp(source, 'full');
  placeBootstrap(sandbox, source.at('repository'));
  expect(await refused(sandbox)).toContain('already holds the stanza "main", with 1 backup');
});

test('a stanza without a backup is refused too', async () => {
  expect(await refused(await withoutData())).toContain('already holds the stanza "main" (without a backup)');
});

test('a stanza of which only the archive is left is refused too', async () => {
  const sandbox = await withoutData();
  await must(sandbox, 'rm', '-r', sandbox.at('repository/backup'));
  expect(await refused(sandbox)).toContain('already holds the stanza "main"');
});

test('what an interrupted attempt left is not touched before the repository was asked', async () => {
  const sandbox = await withoutData('full');
  await must(sandbox, 'mkdir', sandbox.at('pgdata/data.new'));
  await refused(sandbox);
  expect(readdirSync(sandbox.host('pgdata'))).toContain('data.new');
});

test('what pgBackRest noted of the log of other data goes, since it would count segments of this one as stored', async () => {
  const sandbox = await repositorySandbox();
  const notes = sandbox.at('pgdata/pgbackrest-spool/archive/main/out');
  await must(sandbox, 'mkdir', '-p', notes);
  await must(sandbox, 'touch', `${notes}/000000010000000000000001.ok`);
  expect((await sandbox.script('init.sh')).code).toBe(0);
  expect(sandbox.exists('pgdata/pgbackrest-spool')).toBe(false);
});

test('a repository that cannot be read is refused with the cause, and accepted when it can', async () => {
  const sandbox = await repositorySandbox();
  chmodSync(sandbox.host('repository'), 0);
  expect(await refused(sandbox)).toMatch(/cannot be read, so it cannot be known .* The cause: .*Permission denied/s);
  chmodSync(sandbox.host('repository'), 0o755);
  expect((await sandbox.script('init.sh')).code).toBe(0);
});

test.each([
  [
    'missing',
    undefined,
    'the file ca.crt is missing: it comes from key ca.crt of the ConfigMap authority, which does not exist',
  ],
  ['empty', '\n', 'the file ca.crt is empty'],
  ['not PEM', 'MIIB\n', 'the file ca.crt holds no certificate in PEM form'],
  [
    'of nonsense',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    'the file ca.crt holds no certificate in PEM form',
  ],
])('a file of the repository that is %s is named with its origin', async (_what, text, words) => {
  const sandbox = await repositorySandbox();
  sandbox.write(
    'pgfleet/backup/needs',
    'ca.crt\tkey ca.crt of the ConfigMap authority\ns3-key\tkey id of the Secret s3\n',
  );
  if (text !== undefined) sandbox.write('pgfleet/repository/ca.crt', text);
  const message = await refused(sandbox);
  expect(message).toContain(words);
  expect(message).toContain('; the file s3-key is missing: it comes from key id of the Secret s3');
});

test('keys become a file that others cannot read, also for a database that is there already', async () => {
  const sandbox = await repositorySandbox();
  sandbox.write('pgfleet/repository/s3-key', 'A\n');
  sandbox.write('pgfleet/repository/s3-key-secret', 'B # [x] = "c" \\\n\n');
  sandbox.write('pgfleet/repository/cipher-pass', 'two\nlines\n');
  const keys = '[global]\nrepo1-s3-key=A\nrepo1-s3-key-secret=B # [x] = "c" \\\n';
  expect((await sandbox.script('init.sh')).code).toBe(0);
  expect(sandbox.read('run/pgbackrest/keys.conf')).toBe(keys);
  expect((await must(sandbox, 'stat', '-c', '%a', sandbox.at('run/pgbackrest/keys.conf'))).trim()).toBe('600');
  await must(sandbox, 'rm', sandbox.at('run/pgbackrest/keys.conf'));
  expect((await sandbox.script('init.sh')).code).toBe(0);
  expect(sandbox.read('run/pgbackrest/keys.conf')).toBe(keys);
});

test('a database that is there starts although keys are missing, with a warning', async () => {
  const sandbox = await repositorySandbox();
  expect((await sandbox.script('init.sh')).code).toBe(0);
  sandbox.write('pgfleet/backup/needs', 's3-key\tkey id of the Secret s3\n');
  const again = await sandbox.script('init.sh');
  expect([again.code, again.stderr]).toEqual([
    0,
    expect.stringContaining('WARNING: the write-ahead log cannot be archived: the file s3-key'),
  ]);
  await serve(sandbox);
});
