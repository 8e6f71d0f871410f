import { readdirSync, readlinkSync } from 'node:fs';
import { disposeAll, serve } from './harness/environment';
import { eventually } from './harness/eventually';
import {
  archiveAll,
  archiving,
  type Bootstrap,
  backUp,
  cloneOf,
  type Moment,
  mark,
  marks,
  placeBootstrap,
} from './harness/restored';
import type { Sandbox } from './harness/sandbox';

/** One source for all tests of this file, running all the time: full backup, one, two, "named", three, incremental backup, four, idle. */
let source: Sandbox;
let full: string;
let incremental: string;
let one: Moment;
let two: Moment;
let idle: string;
let lastSegment: string;

beforeAll(async () => {
  [source] = await archiving();
  // What only the image of the source has: with it a copy would not start.
  await source.query("ALTER SYSTEM SET shared_preload_libraries = 'nowhere'");
  full = await backUp(source, 'full');
  one = await mark(source, 'one');
  two = await mark(source, 'two');
  await source.query("SELECT pg_create_restore_point('na''med $(x)')");
  await mark(source, 'three');
  incremental = await backUp(source, 'incr');
  const four = await mark(source, 'four');
  idle = new Date(Date.parse(four.time) + 1000).toISOString();
  await eventually('two seconds', () => Date.now() > Date.parse(four.time) + 2000);
  lastSegment = await archiveAll(source);
});
afterAll(disposeAll);

let clones: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(clones.map((clone) => clone.dispose()));
  clones = [];
});

const clone = async (
  ...[bootstrap, options]: Parameters<typeof cloneOf> extends [unknown, ...infer Rest] ? Rest : never
) => {
  const made = await cloneOf(source, bootstrap, options);
  clones.push(made);
  return made;
};

const restored = async (bootstrap: Bootstrap): Promise<string> => {
  const made = await clone(bootstrap);
  const result = await made.script('init.sh');
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('created')]);
  await serve(made);
  return marks(made);
};

const refused = async (bootstrap: Bootstrap, options = {}): Promise<string> => {
  const made = await clone(bootstrap, options);
  const result = await made.script('init.sh');
  expect(result.code).toBe(1);
  expect(made.exists('pgdata/data')).toBe(false);
  // Judged before anything is touched; only what the log alone tells comes later, and is thrown away by the next attempt.
  if (!result.stderr.includes('restoring the backup')) expect(readdirSync(made.host('pgdata'))).toEqual([]);
  return result.stderr;
};

test('restores everything up to the end of the archive while the source runs, and the source does not notice', async () => {
  const before = await source.run(['find', source.at('repository'), '-type', 'f']);
  const made = await clone();
  const result = await made.script('init.sh');
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining(`restoring the backup ${incremental}`)]);
  expect(result.stderr).toContain('recovered environment orders, generation 1: the last transaction is of 2');
  expect(await source.run(['find', source.at('repository'), '-type', 'f'])).toEqual(before);
  expect(made.read('pgdata/data/postgresql.auto.conf')).toBe('');
  expect(readdirSync(made.host('pgdata'))).toEqual(['data']);
  await serve(made);
  expect(await marks(made)).toBe('one two three four');
  expect(await made.query('SELECT pg_is_in_recovery(), timeline_id FROM pg_control_checkpoint()')).toBe('f|2');
  expect(await marks(source)).toBe('one two three four');
});

test('the clone has its own password, its own role of backups and its own archive', async () => {
  const made = await clone();
  expect((await made.script('init.sh')).code).toBe(0);
  await serve(made);
  const overTcp = { PGHOST: '127.0.0.1', PGUSER: 'shop_owner', PGDATABASE: 'shop' };
  expect(await made.query('SELECT 1', { ...overTcp, PGPASSWORD: 'of the clone' })).toBe('1');
  await expect(made.query('SELECT 1', { ...overTcp, PGPASSWORD: 'of the source' })).rejects.toThrow('authentication');
  expect(await made.query("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'pgfleet_backup'")).toBe('t');
  await made.run(['pgbackrest', 'stanza-create']);
  const label = await backUp(made, 'full');
  await mark(made, 'own');
  await archiveAll(made);
  expect(made.exists(`repository/backup/main/${label}`)).toBe(true);
  expect(await made.query('SHOW shared_preload_libraries')).toBe('');
});

test.each([
  ['a time between two transactions', () => ({ type: 'time', target: one.time }), 'one'],
  ['a time with an offset', () => ({ type: 'time', target: inOffset(two.time) }), 'one two'],
  ['a position of the log', () => ({ type: 'lsn', target: two.lsn }), 'one two'],
  ['a transaction', () => ({ type: 'xid', target: one.xid, set: full }), 'one'],
  ['a name with quotes', () => ({ type: 'name', target: "na'med $(x)", set: full }), 'one two'],
  ['the end of the newest backup', () => ({ type: 'immediate' }), 'one two three'],
  ['the end of a named backup', () => ({ type: 'immediate', set: full }), null],
  ['a time after the last transaction', () => ({ type: 'time', target: idle }), 'one two three four'],
  ['the current timeline', () => ({ timeline: 'current' }), 'one two three four'],
  ['a timeline by its number', () => ({ timeline: '1' }), 'one two three four'],
])('restores to %s', async (_what, bootstrap: () => Bootstrap, rows) => {
  expect(await restored(bootstrap())).toBe(rows ?? '');
});

const inOffset = (utc: string): string =>
  `${new Date(Date.parse(utc) + 3_600_000).toISOString().slice(0, -1).replace('T', ' ')}${utc.slice(23, 26)}+01:00`;

test.each([
  ['in the future', () => ({ type: 'time', target: '2999-01-01T00:00:00Z' }), 'is in the future'],
  [
    'later than the archive',
    () => ({ type: 'time', target: new Date().toISOString() }),
    'is later than the end of the archive',
  ],
  ['before the first backup', () => ({ type: 'time', target: '2001-01-01T00:00:00Z' }), 'before the end of the'],
  ['before the named backup', () => ({ type: 'time', target: one.time, set: incremental }), 'before the end of the'],
  [
    'a position that is not archived yet',
    () => ({ type: 'lsn', target: 'FF/0' }),
    'is later than the end of the archive',
  ],
  ['a position before the first backup', () => ({ type: 'lsn', target: '0/1' }), 'before the end of the'],
  ['an unknown set', () => ({ set: '20010101-000000F' }), 'there is no backup 20010101-000000F; there are: '],
  ['an unknown timeline', () => ({ timeline: '7' }), 'knows no timeline 7; the latest one is 1'],
  ['a wrong stanza', () => ({ stanza: 'other' }), 'there is no stanza "other"; there are: main.'],
  ['a transaction that is not there', () => ({ type: 'xid', target: '999999' }), 'was not met between'],
  ['a name that is not there', () => ({ type: 'name', target: 'nowhere' }), 'was not met between'],
])('refuses %s', async (_what, bootstrap: () => Bootstrap, words) => {
  expect(await refused(bootstrap())).toContain(words);
});

test('killed in the middle of the restore or of the recovery, the next attempt begins anew', async () => {
  const made = await clone({}, { walVolume: true });
  for (const moment of ['restore command begin', 'starting backup recovery']) {
    const killed = made.startScript('init.sh');
    await killed.waitForOutput(moment);
    killed.kill();
    expect(await killed.exited).not.toBe(0);
    expect([made.exists('pgdata/data'), made.exists('pgdata/data.new')]).toEqual([false, true]);
  }
  const again = await made.script('init.sh');
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('interrupted attempt')]);
  expect(readdirSync(made.host('pgdata'))).toEqual(['data']);
  expect(readlinkSync(made.host('pgdata/data/pg_wal'))).toBe(made.at('pgwal/pg_wal'));
  await serve(made);
  expect(await marks(made)).toBe('one two three four');
});

test('a stop takes effect at once', async () => {
  const made = await clone();
  const process = made.startScript('init.sh');
  await process.waitForOutput('starting backup recovery');
  await process.signal('SIGTERM');
  expect(await process.exited).toBe(143);
  expect(made.exists('pgdata/data')).toBe(false);
  expect(readdirSync(made.host('tmp')).filter((name) => name.startsWith('pgfleet'))).toEqual([]);
});

test('a database and an owner that the backup does not have are named, with what there is', async () => {
  const words = await refused({}, { database: 'bill"s', owner: 'nobody' });
  expect(words).toContain('there is no database "bill\\"s", there are: postgres, shop; ');
  expect(words).toContain('there is no role "nobody", there are: pgfleet_backup, postgres, shop_owner');
});

test('a backup of another major is refused', async () => {
  const made = await clone();
  // The image has one major only; so the repository says another one.
  await made.run(['cp', '-r', source.at('repository'), made.at('other')]);
  placeBootstrap(made, made.at('other'));
  await made.run(['mkdir', made.at('bin')]);
  made.write(
    'bin/pgbackrest',
    `#!/bin/bash\n/usr/bin/pgbackrest "$@" | sed 's/"version":"17"/"version":"16"/g'\n`,
    0o755,
  );
  const result = await made.script('init.sh', { PATH: `${made.at('bin')}:${made.variables.PATH}` });
  expect([result.code, result.stderr]).toEqual([
    1,
    expect.stringContaining('is of PostgreSQL 16, but database.version is "17"'),
  ]);
});

test('a volume that is too small is refused before anything is written', async () => {
  const made = await clone();
  made.write('bin/df', '#!/bin/sh\necho Avail\necho 1048576\n', 0o755);
  const result = await made.script('init.sh', { PATH: `${made.at('bin')}:${made.variables.PATH}` });
  expect([result.code, result.stderr]).toEqual([1, expect.stringMatching(/needs \d+ MiB, but .* has only 1 MiB left/)]);
});

test('keys that are missing are named, also the ones of another repository', async () => {
  const needs = 's3-key\tkey id of the Secret shop-bootstrap\n';
  expect(await refused({ keys: 'given', needs })).toContain(
    'the file s3-key is missing: it comes from key id of the Secret shop-bootstrap, which does not exist or lacks that key',
  );
});

test('the given keys are the ones that are used', async () => {
  const made = await clone({ keys: 'given', needs: 'cipher-pass\tkey pass of the Secret shop-bootstrap\n' });
  made.write('pgfleet/bootstrap/cipher-pass', 'secret phrase\n');
  made.write('pgfleet/repository/cipher-pass', 'own phrase\n');
  made.write(
    'bin/pgbackrest',
    '#!/bin/sh\ncat "$PGBACKREST_CONFIG_INCLUDE_PATH/keys.conf" >&2\nexec /usr/bin/pgbackrest "$@"\n',
    0o755,
  );
  const result = await made.script('init.sh', { PATH: `${made.at('bin')}:${made.variables.PATH}` });
  expect(result.stderr).toContain('repo1-cipher-pass=secret phrase\n');
});

test('a removed environment, and a bootstrap that has not arrived, are refused', async () => {
  const made = await clone();
  await made.run(['rm', '-r', made.at('pgfleet/bootstrap')]);
  made.write('pgfleet/bootstrap/gone', 'environment "old"\n');
  expect((await made.script('init.sh')).stderr).toContain('bootstrap names environment "old", which has no directory');
  await made.run(['rm', made.at('pgfleet/bootstrap/gone')]);
  made.write('pgfleet/config/bootstrap', 'x\n');
  expect((await made.script('init.sh')).stderr).toContain('has not arrived in this Pod yet');
  expect(readdirSync(made.host('pgdata'))).toEqual([]);
});

test('bootstrap is harmless where there is data', async () => {
  const made = await clone();
  expect((await made.script('init.sh')).code).toBe(0);
  placeBootstrap(made, '/nowhere', { type: 'time', target: '2001-01-01T00:00:00Z' });
  const again = await made.script('init.sh');
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('checked')]);
});

test('a gap in the archive is refused, not taken for its end', async () => {
  for (const name of ['five', 'six']) {
    await mark(source, name);
    await archiveAll(source);
  }
  const made = await clone();
  await made.run(['cp', '-r', source.at('repository'), made.at('other')]);
  const { stdout } = await made.run([
    'bash',
    '-c',
    `ls -d ${made.at('other')}/archive/main/17-1/*/*[0-9A-F]-* | tail -n 2 | head -n 1`,
  ]);
  await made.run(['rm', stdout.trim()]);
  placeBootstrap(made, made.at('other'));
  const result = await made.script('init.sh');
  expect([result.code, result.stderr]).toEqual([
    1,
    expect.stringContaining('the archive has a gap: recovery ended at 0/'),
  ]);
});

test('subscriptions of the source are turned off', async () => {
  const inShop = { PGDATABASE: 'shop' };
  await source.query(
    "CREATE SUBSCRIPTION news CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false)",
    inShop,
  );
  await source.query('UPDATE pg_subscription SET subenabled = true', inShop);
  await archiveAll(source);
  const made = await clone();
  const result = await made.script('init.sh');
  expect([result.code, result.stderr]).toEqual([
    0,
    expect.stringContaining('subscriptions of the database shop were turned off'),
  ]);
  await serve(made);
  expect(await made.query('SELECT subname, subenabled FROM pg_subscription')).toBe('news|f');
});

test('a repository that cannot be read is refused with the cause in words', async () => {
  const made = await clone();
  const conf = `[global]\nrepo1-type=s3\nrepo1-path=/x\nrepo1-s3-bucket=b\nrepo1-s3-endpoint=127.0.0.1\nrepo1-storage-port=9\nrepo1-s3-region=r\nrepo1-s3-uri-style=path\n`;
  made.write('pgfleet/bootstrap/pgbackrest.conf', `${conf}io-timeout=1\nlog-level-file=off\n`);
  made.write('pgfleet/repository/s3-key', 'key\n');
  made.write('pgfleet/repository/s3-key-secret', 'secret\n');
  const result = await made.script('init.sh');
  expect(result.stderr).toMatch(/cannot read the backups of .*cannot be reached.*Connection refused/s);
  expect([result.code, readdirSync(made.host('pgdata'))]).toEqual([1, []]);
});

test('what a running source archives while its copy recovers is not taken for what came before the target', async () => {
  await mark(source, 'later');
  await archiveAll(source);
  const made = await clone();
  await made.run(['cp', '-r', source.at('repository'), made.at('other')]);
  placeBootstrap(made, made.at('other'), { type: 'time', target: idle });
  const segments = made.at('other/archive/main/17-1/0000000100000000');
  const hide = `mkdir later; for file in ${segments}/*-*; do name=\${file##*/}; [[ \${name:0:24} > ${lastSegment} ]] && mv $file later; done; ls later`;
  const { stdout } = await made.run(['bash', '-c', `cd ${made.at()}; ${hide}`]);
  expect(stdout).toContain(lastSegment.slice(0, 8));
  // They come with the second server, which begins when the first one has found that the archive ends before the target.
  const wrapper = [
    '#!/bin/bash',
    'if [[ $* == *archive-get* ]]; then',
    `  pid=$(head -n 1 "$PGDATA.new/postmaster.pid"); first=${made.at('first')}`,
    '  [[ -e $first ]] || echo "$pid" >"$first"',
    `  [[ $pid == $(<"$first") ]] || mv ${made.at('later')}/* ${segments}/ 2>/dev/null`,
    'fi',
    'exec -a pgbackrest /usr/bin/pgbackrest "$@"',
    '',
  ];
  made.write('bin/pgbackrest', wrapper.join('\n'), 0o755);
  const result = await made.script('init.sh', { PATH: `${made.at('bin')}:${made.variables.PATH}` });
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('nothing was committed between the end')]);
  expect((await made.run(['ls', made.at('later')])).stdout).toBe('');
  await serve(made);
  expect(await marks(made)).toBe('one two three four');
});

test('a directory that is not empty is never restored into', async () => {
  const made = await clone();
  made.write('pgdata/data/kept', 'x');
  const parts = ['backup-faults', 'private-server', 'restore-target', 'restore'];
  const sourced = parts.map((part) => `. "$directory/scripts/${part}.sh"`);
  const lines = ['directory=$PGFLEET_DIRECTORY', ...sourced, 'restore_into "$PGDATA" || echo "$problem"'];
  const { stdout } = await made.run(['bash', '-c', lines.join('\n')]);
  expect(stdout).toContain('is not empty; a backup is restored into an empty directory only');
  expect(readdirSync(made.host('pgdata/data'))).toEqual(['kept']);
});

test('without a password of its own nobody logs in as the owner, not with that of the source either', async () => {
  const made = await clone();
  made.write('pgfleet/credentials/password', '\n');
  expect((await made.script('init.sh')).code).toBe(0);
  await serve(made);
  expect(await made.query("SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'shop_owner'")).toBe('t');
});
