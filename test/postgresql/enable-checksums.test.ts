import { backedUp, backUp, job } from './harness/backup-jobs';
import { disposeAll, initialised, serve } from './harness/environment';
import { flip } from './harness/flip';
import { everyInstallation, type Installation } from './harness/installation';
import type { Result, RunningProcess, Variables } from './harness/process';
import type { Sandbox, SandboxOptions } from './harness/sandbox';

afterEach(disposeAll);

const inShop = { PGDATABASE: 'shop' };
const file = 'pgfleet/config/enable-checksums';

/** As an environment with `dataChecksums: true` on data that has none, and 16 MB of rows. */
const without = async (installation: Installation, options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await initialised(installation, { ...options, checksums: 'off' });
  const server = await serve(sandbox);
  await sandbox.query("CREATE TABLE kept AS SELECT id, repeat('x', 100) FROM generate_series(1, 100000) AS id", inShop);
  await stop(server);
  return sandbox;
};

const stop = async (server: RunningProcess): Promise<void> => {
  await server.signal('SIGINT');
  expect(await server.exited).toBe(0);
};

const init = (sandbox: Sandbox, variables: Variables = {}): Promise<Result> =>
  sandbox.script('init.sh', { PGFLEET_CHECKSUMS: 'on', ...variables });

const enable = async (sandbox: Sandbox, variables: Variables = {}): Promise<string> => {
  sandbox.write(file, 'yes');
  const result = await init(sandbox, variables);
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('data in')]);
  return result.stderr;
};

const control = async (sandbox: Sandbox, field: string): Promise<string> =>
  new RegExp(`^${field}: *(.*)$`, 'm').exec(
    (await sandbox.run(['pg_controldata', '-D', sandbox.at('pgdata/data')], { LC_ALL: 'C' })).stdout,
  )?.[1] ?? '';

const version = (sandbox: Sandbox) => control(sandbox, 'Data page checksum version');

/** Every page has the right checksum, by PostgreSQL's own judge; and every row is there. */
const expectWhole = async (sandbox: Sandbox): Promise<void> => {
  expect(await version(sandbox)).toBe('1');
  const checked = await sandbox.run(['pg_checksums', '--check', '-D', sandbox.at('pgdata/data')]);
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/Bad checksums: +0\n/)]);
  await serve(sandbox);
  expect(await sandbox.query('SHOW data_checksums')).toBe('on');
  expect(await sandbox.query('SELECT count(*), sum(id) FROM kept', inShop)).toBe('100000|5000050000');
};

/** A pg_checksums that comes before the real one in PATH. */
const instead = (sandbox: Sandbox, script: string): Variables => {
  sandbox.write('bin/pg_checksums', `#!/bin/bash\n${script}\n`, 0o755);
  return { PATH: `${sandbox.at('bin')}:${sandbox.installation.path}` };
};
const real = (sandbox: Sandbox) => `exec /usr/lib/postgresql/${sandbox.installation.major}/bin/pg_checksums "$@"`;

describe.each(everyInstallation)('enabling checksums on %s', (_, installation) => {
  test('gives every page of data that was stopped cleanly one, and is no work the next time', async () => {
    const sandbox = await without(installation);
    const said = await enable(sandbox);
    expect(said).toMatch(/enabling checksums: .* of data; the database is down until it is done/);
    expect(said).toMatch(/MB \(\d+%\) computed/);
    expect(said).toContain('the data has checksums now. Take a full backup');
    expect(said).not.toContain('WARNING');
    const again = await enable(sandbox);
    expect(again).toContain('the data has checksums already');
    expect(again).not.toContain('enabling');
    await expectWhole(sandbox);
  });

  test('never happens without the file, and says what is missing and where to read on', async () => {
    const sandbox = await without(installation);
    for (const text of [undefined, '', 'no', 'yes please']) {
      if (text !== undefined) sandbox.write(file, text);
      const { code, stderr } = await init(sandbox);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/asks for "on", but the data has checksums "off".*enableChecksums.*docs\/checksums\.md/),
      ]);
    }
    expect(await version(sandbox)).toBe('0');
  });

  test('data that crashed is recovered first', async () => {
    const sandbox = await without(installation);
    const server = await serve(sandbox);
    await sandbox.query('CREATE TABLE late AS SELECT generate_series(1, 1000) AS id', inShop);
    server.kill();
    await server.exited;
    expect(await control(sandbox, 'Database cluster state')).toBe('in production');
    const said = await enable(sandbox);
    expect(said).toContain('did not stop cleanly the last time: recovering it first');
    expect(said).toMatch(/redo done at/);
    await expectWhole(sandbox);
    expect(await sandbox.query('SELECT count(*) FROM late', inShop)).toBe('1000');
  });

  test('the log that a crashed server had not archived yet is archived later', async () => {
    const settings = ['archive_mode = on', 'archive_command = false', 'max_wal_size = 32MB', 'min_wal_size = 32MB'];
    const sandbox = await without(installation, { settings });
    const server = await serve(sandbox);
    const waiting = async () =>
      (await sandbox.run(['ls', sandbox.at('pgdata/data/pg_wal/archive_status')])).stdout
        .split('\n')
        .filter((name) => name.endsWith('.ready'));
    await sandbox.query('CREATE TABLE late (id int)', inShop);
    for (let segment = 0; segment < 6; segment += 1) {
      await sandbox.query('INSERT INTO late VALUES (1); SELECT pg_switch_wal()', inShop);
    }
    server.kill();
    await server.exited;
    const before = await waiting();
    expect(before.length).toBeGreaterThan(5);
    expect(await enable(sandbox)).toContain('recovering it first');
    expect(await waiting()).toEqual(expect.arrayContaining(before));
    for (const name of before) expect(sandbox.exists(`pgdata/data/pg_wal/${name.replace('.ready', '')}`)).toBe(true);
    await expectWhole(sandbox);
  });

  test('killed in the middle, the database serves without, and the next attempt makes it whole', async () => {
    const sandbox = await without(installation);
    // A file of at most 4 MB: the signal comes in the middle of the table, the pages before it are written.
    const said = await enable(sandbox, instead(sandbox, `ulimit -c 0 -f 4096; ${real(sandbox)}`));
    expect(said).toContain('WARNING: checksums were not enabled: pg_checksums failed');
    expect(await version(sandbox)).toBe('0');
    const server = await serve(sandbox);
    const path = await sandbox.query("SELECT pg_relation_filepath('kept')", inShop);
    const page = await sandbox.run(['od', '-An', '-tu2', '-j8', '-N2', sandbox.at('pgdata/data', path)]);
    expect(Number(page.stdout)).not.toBe(0);
    await sandbox.query('UPDATE kept SET id = id WHERE id % 10 = 0', inShop);
    await stop(server);
    expect(await enable(sandbox)).toContain('the data has checksums now');
    await expectWhole(sandbox);
  });

  test('stops at once when the Pod is stopped', async () => {
    const sandbox = await without(installation);
    sandbox.write(file, 'yes');
    const more = instead(sandbox, 'echo at it; exec sleep 600');
    const running = sandbox.startScript('init.sh', { PGFLEET_CHECKSUMS: 'on', ...more });
    await running.waitForOutput('at it');
    await running.signal('SIGTERM');
    expect(await running.exited).toBe(143);
    expect(await enable(sandbox)).toContain('the data has checksums now');
    await expectWhole(sandbox);
  });

  test.each(['backup_label', 'standby.signal', 'recovery.signal'])(
    'data with a %s is left alone, and no reason not to start',
    async (name) => {
      const sandbox = await without(installation);
      sandbox.write(`pgdata/data/${name}`, '');
      const said = await enable(sandbox);
      expect(said).toMatch(new RegExp(`checksums were not enabled: there is .*${name}: the data is a copy`));
      expect(await version(sandbox)).toBe('0');
      expect(sandbox.exists(`pgdata/data/${name}`)).toBe(true);
    },
  );

  test('data that cannot be recovered is left to the database itself', async () => {
    const sandbox = await without(installation);
    const server = await serve(sandbox);
    await sandbox.query('INSERT INTO kept VALUES (0)', inShop);
    server.kill();
    await server.exited;
    await sandbox.run([
      'bash',
      '-c',
      'mkdir "$1/kept"; mv "$1"/0000* "$1/kept"',
      '-',
      sandbox.at('pgdata/data/pg_wal'),
    ]);
    expect(await enable(sandbox)).toContain('checksums were not enabled: the database cannot be recovered, see above');
    expect(await version(sandbox)).toBe('0');
    await sandbox.run(['bash', '-c', 'mv "$1"/kept/* "$1"; rmdir "$1/kept"', '-', sandbox.at('pgdata/data/pg_wal')]);
    await serve(sandbox);
    expect(await sandbox.query('SELECT count(*) FROM kept', inShop)).toBe('100001');
  });

  test('an image without pg_checksums is said, and no reason not to start', async () => {
    const sandbox = await without(installation);
    sandbox.write(file, 'yes');
    const links = `mkdir "$1"; IFS=:
      for each in $PATH; do ln -sf "$each"/* "$1"; done
      rm "$1/pg_checksums"; PATH=$1 exec bash "$2"`;
    const result = await sandbox.run([
      'bash',
      '-c',
      links,
      '-',
      sandbox.at('bin'),
      sandbox.at('pgfleet/scripts/init.sh'),
    ]);
    expect([result.code, result.stderr]).toEqual([
      0,
      expect.stringContaining('checksums were not enabled: the image has no pg_checksums'),
    ]);
  });

  test('the log on a volume of its own is no obstacle', async () => {
    const sandbox = await without(installation, { walVolume: true });
    expect(await enable(sandbox)).toContain('the data has checksums now');
    await expectWhole(sandbox);
  });
});

describe('backups of data that got checksums', () => {
  interface Backup {
    readonly label: string;
    readonly error: boolean;
  }
  const backups = async (sandbox: Sandbox): Promise<readonly Backup[]> => {
    const { stdout } = await sandbox.run(['pgbackrest', 'info', '--output=json', '--log-level-console=off']);
    return (JSON.parse(stdout) as readonly { readonly backup: readonly Backup[] }[])[0]?.backup ?? [];
  };

  /** With a full backup of the time before. */
  const enabled = async (): Promise<Sandbox> => {
    const sandbox = await backedUp({ checksums: 'off' });
    await sandbox.query('CREATE TABLE goods AS SELECT generate_series(1, 1000) AS id', inShop);
    expect((await backUp(sandbox, 'full')).code).toBe(0);
    await stop(sandbox.database);
    expect(await enable(sandbox)).toContain('the data has checksums now');
    await serve(sandbox);
    return sandbox;
  };

  test('judge its pages from the next full one on: an incremental one keeps to the full one before it', async () => {
    const sandbox = await enabled();
    const path = await sandbox.query("CHECKPOINT; SELECT pg_relation_filepath('goods')", inShop);
    flip(sandbox.host('pgdata/data', path), 8000);
    const between = await backUp(sandbox, 'incr');
    expect(between.stderr).toContain(
      "incr backup cannot alter 'checksum-page' option to 'true', reset to 'false' from",
    );
    await backUp(sandbox, 'full');
    expect((await backups(sandbox)).map(({ error }) => error)).toEqual([false, false, true]);
  });

  test('and an incremental one in between restores with checksums that are right', async () => {
    const sandbox = await enabled();
    await sandbox.query('INSERT INTO goods VALUES (0)', inShop);
    expect((await backUp(sandbox, 'incr')).code).toBe(0);
    await sandbox.run(['mkdir', sandbox.at('drill')]);
    const drill = await job(sandbox, 'drill.sh', {
      PGBACKREST_CONFIG: sandbox.at('pgfleet/backup/pgbackrest.conf'),
      PGDATA: sandbox.at('drill/data'),
      PGFLEET_DRILL_MEMORY: '16MB',
    });
    expect([drill.code, drill.stderr]).toEqual([0, expect.stringContaining('is sound')]);
    expect(drill.stdout + drill.stderr).toContain('Checksum operation completed');
  });
});
