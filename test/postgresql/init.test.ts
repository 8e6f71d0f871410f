import { chmodSync, readlinkSync, statSync } from 'node:fs';
import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import type { RunningProcess } from './harness/process';
import { createSandbox, type Sandbox, type SandboxOptions } from './harness/sandbox';

const sandboxes: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.dispose()));
});

/** Would run a shell, SQL or psql command, were it ever spliced into one; with quotes of every kind and a line break. */
const hostile = `a"b'c; DROP TABLE t;--\n$(touch canary) \`touch canary\` \\! é`;

describe.each(everyInstallation)('init.sh on %s', (_, installation) => {
  const create = async (options: SandboxOptions = {}): Promise<Sandbox> => {
    const sandbox = await createSandbox(installation, options);
    sandboxes.push(sandbox);
    return sandbox;
  };

  const serve = async (sandbox: Sandbox): Promise<RunningProcess> => {
    const server = sandbox.startScript('start.sh');
    await eventually(server.output, async () => (await sandbox.run(['pg_isready', '-q'])).code === 0);
    return server;
  };

  const initialised = async (options: SandboxOptions = {}): Promise<Sandbox> => {
    const sandbox = await create(options);
    const result = await sandbox.script('init.sh');
    expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('created')]);
    return sandbox;
  };

  const canaries = async (sandbox: Sandbox): Promise<string> =>
    (await sandbox.run(['find', sandbox.at(), '/tmp', '-maxdepth', '4', '-name', 'canary*'])).stdout;

  test('the owner can log in with the password of the file at once, and it stands in no log', async () => {
    const password = `p@ss "w:o'r\\d $x;--€`;
    const sandbox = await create({ settings: ['log_statement = all', 'log_min_duration_statement = 0'] });
    sandbox.write('pgfleet/credentials/password', `${password}\n`);
    const init = await sandbox.script('init.sh');
    expect(init.code).toBe(0);
    expect(init.stdout + init.stderr).not.toContain('p@ss');
    expect(init.stderr).toContain('statement: CREATE ROLE');
    await serve(sandbox);
    const overTcp = { PGHOST: '127.0.0.1', PGUSER: 'shop_owner', PGDATABASE: 'shop' };
    expect(await sandbox.query('SELECT current_user', { ...overTcp, PGPASSWORD: password })).toBe('shop_owner');
    await expect(sandbox.query('SELECT 1', { ...overTcp, PGPASSWORD: 'wrong' })).rejects.toThrow(
      'authentication failed',
    );
  });

  test('makes the cluster, the role, the database and its extensions, and is satisfied with them the next time', async () => {
    const sandbox = await create({ settings: ["shared_preload_libraries = 'pg_stat_statements'"] });
    sandbox.write('pgfleet/config/extensions', 'pg_stat_statements\nearthdistance\n');
    sandbox.write(
      'pgfleet/init-sql/000-tables.sql',
      'CREATE TABLE goods (id int);\nCOPY goods FROM stdin;\n1\n2\n\\.\n',
    );
    sandbox.write('pgfleet/init-sql/001-more.sql', 'INSERT INTO goods VALUES (3);');
    expect((await sandbox.script('init.sh')).code).toBe(0);
    const again = await sandbox.script('init.sh');
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('checked')]);
    expect(sandbox.exists('pgdata/data.new')).toBe(false);
    await serve(sandbox);
    const inShop = { PGDATABASE: 'shop' };
    expect(await sandbox.query('SELECT sum(id) FROM goods', inShop)).toBe('6');
    expect(await sandbox.query('SELECT tableowner FROM pg_tables WHERE tablename = $$goods$$', inShop)).toBe(
      'shop_owner',
    );
    expect(await sandbox.query('SELECT string_agg(extname, $$ $$ ORDER BY extname) FROM pg_extension', inShop)).toBe(
      'cube earthdistance pg_stat_statements plpgsql',
    );
    expect(
      await sandbox.query(
        'SELECT pg_encoding_to_char(encoding), datcollate, datlocprovider, datacl FROM pg_database WHERE datname = $$shop$$',
      ),
    ).toBe(`UTF8|C.UTF-8|${Number(installation.major) >= 17 ? 'b' : 'c'}|{shop_owner=CTc/shop_owner}`);
    expect(await sandbox.query('SELECT rolsuper, rolcanlogin FROM pg_roles WHERE rolname = $$shop_owner$$')).toBe(
      'f|t',
    );
    expect(await sandbox.query('SHOW password_encryption')).toBe('scram-sha-256');
  });

  test.each(['on', 'off'] as const)(
    'checksums %s are what the server says, whatever its default',
    async (checksums) => {
      const sandbox = await initialised({ checksums });
      await serve(sandbox);
      expect(await sandbox.query('SHOW data_checksums')).toBe(checksums);
    },
  );

  test('hostile names of database and owner are names and nothing else', async () => {
    const sandbox = await create({ database: `d=${hostile}`.slice(0, 60), owner: `/${hostile}`.slice(0, 60) });
    sandbox.write('pgfleet/init-sql/000-table.sql', 'CREATE TABLE mine ();');
    const result = await sandbox.script('init.sh');
    expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('created')]);
    expect(await canaries(sandbox)).toBe('');
    await serve(sandbox);
    const { PGFLEET_DATABASE: PGDATABASE = '', PGFLEET_OWNER: owner } = sandbox.variables;
    expect(await sandbox.query('SELECT tableowner FROM pg_tables WHERE tablename = $$mine$$', { PGDATABASE })).toBe(
      owner,
    );
    expect(await sandbox.query('SELECT count(*) FROM pg_database')).toBe('4');
  });

  test.each([
    ['a shell command', '\\! touch canary\n'],
    ['another role', '\\connect - postgres\nCREATE TABLE canary ();\n'],
    ['a program of the server', "COPY (SELECT 1) TO PROGRAM 'touch canary';\n"],
    ['the superuser', 'SET SESSION AUTHORIZATION postgres;\n'],
  ])('init SQL cannot reach %s', async (_what, sql) => {
    const sandbox = await create();
    sandbox.write("pgfleet/init-sql/000- '$(touch canary)`touch canary`;.sql", sql);
    const result = await sandbox.script('init.sh');
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/ERROR|restricted/);
    expect(await canaries(sandbox)).toBe('');
    expect(sandbox.exists('pgdata/data')).toBe(false);
  });

  test('failing init SQL names the file and the line, leaves no data, and works when it is repaired', async () => {
    const sandbox = await create({ walVolume: true });
    sandbox.write('pgfleet/init-sql/000-good.sql', 'CREATE TABLE good ();');
    sandbox.write('pgfleet/init-sql/001-bad.sql', 'CREATE TABLE bad ();\nSELECT nonsense;\n');
    const failed = await sandbox.script('init.sh');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('001-bad.sql:2: ERROR:  column "nonsense" does not exist');
    expect(failed.stderr).toContain('init SQL failed in 001-bad.sql');
    expect(sandbox.exists('pgdata/data')).toBe(false);
    sandbox.write('pgfleet/init-sql/001-bad.sql', 'CREATE TABLE better ();');
    expect((await sandbox.script('init.sh')).code).toBe(0);
    await serve(sandbox);
    expect(
      await sandbox.query('SELECT count(*) FROM pg_tables WHERE schemaname = $$public$$', { PGDATABASE: 'shop' }),
    ).toBe('2');
  });

  test('settings meant for applications do not stop the bootstrap', async () => {
    const sandbox = await initialised({
      settings: [
        'default_transaction_read_only = on',
        "search_path = 'nowhere'",
        'statement_timeout = 1',
        "log_destination = 'csvlog'",
      ],
    });
    expect(sandbox.exists('pgdata/data/PG_VERSION')).toBe(true);
  });

  test('a configuration that does not start creates nothing', async () => {
    const sandbox = await create({ settings: ['work_mem = 1kB'] });
    const result = await sandbox.script('init.sh');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('work_mem');
    expect(result.stderr).toContain('Repair database.parameters');
    expect(sandbox.exists('pgdata/data')).toBe(false);
  });

  test.each(['pgdata/data.new', 'pgdata/data.new/global/pg_control', 'in the init SQL'])(
    'killed as soon as there is %s, the next attempt makes it whole',
    async (moment) => {
      const sandbox = await create({ walVolume: true });
      sandbox.write('pgfleet/init-sql/000-long.sql', 'CREATE TABLE t (); SELECT pg_sleep(600);');
      const killed = sandbox.startScript('init.sh');
      if (moment === 'in the init SQL') await killed.waitForOutput('running 000-long.sql');
      else await eventually(moment, () => sandbox.exists(moment));
      killed.kill();
      expect(await killed.exited).not.toBe(0);
      expect(sandbox.exists('pgdata/data')).toBe(false);
      expect(sandbox.exists('pgdata/data.new')).toBe(true);
      sandbox.write('pgfleet/init-sql/000-long.sql', 'CREATE TABLE t ();');
      const again = await sandbox.script('init.sh');
      expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('interrupted attempt')]);
      await serve(sandbox);
      expect(
        await sandbox.query('SELECT count(*) FROM pg_tables WHERE tablename = $$t$$', { PGDATABASE: 'shop' }),
      ).toBe('1');
    },
  );

  test('stops at once when asked to, also in a long statement', async () => {
    const sandbox = await create();
    sandbox.write('pgfleet/init-sql/000-long.sql', 'SELECT pg_sleep(600);');
    const process = sandbox.startScript('init.sh');
    await process.waitForOutput('running 000-long.sql');
    await process.signal('SIGTERM');
    expect(await process.exited).toBe(143);
    expect(sandbox.exists('pgdata/data')).toBe(false);
  });

  test('refuses data of another major, naming both and the ways on', async () => {
    const sandbox = await initialised();
    sandbox.write('pgdata/data/PG_VERSION', '9\n');
    const result = await sandbox.script('init.sh');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`is of PostgreSQL 9, but database.version is "${installation.major}"`);
    expect(result.stderr).toMatch(/set database.version back to "9".*raise database.generation/s);
  });

  test('refuses an image of another major', async () => {
    const sandbox = await create();
    const result = await sandbox.script('init.sh', { PGFLEET_MAJOR: '99' });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`the image holds PostgreSQL ${installation.major}, but database.version is "99"`);
    expect(sandbox.exists('pgdata/data.new')).toBe(false);
  });

  test('refuses a directory that holds something else, and leaves it alone', async () => {
    const sandbox = await create();
    sandbox.write('pgdata/data/photo.jpg', 'x');
    const result = await sandbox.script('init.sh');
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('has no PG_VERSION')]);
    expect(sandbox.read('pgdata/data/photo.jpg')).toBe('x');
  });

  test('lost+found on the volume and an empty data directory are no obstacle', async () => {
    const sandbox = await create();
    await sandbox.run(['mkdir', '-p', sandbox.at('pgdata/lost+found'), sandbox.at('pgdata/data')]);
    expect((await sandbox.script('init.sh')).code).toBe(0);
    expect(sandbox.exists('pgdata/data/PG_VERSION')).toBe(true);
  });

  test('takes back the rights that fsGroup gave the group', async () => {
    const sandbox = await initialised();
    chmodSync(sandbox.host('pgdata/data'), 0o2770);
    expect((await sandbox.script('init.sh')).code).toBe(0);
    expect(statSync(sandbox.host('pgdata/data')).mode & 0o7777).toBe(0o700);
  });

  test('warns when the data has other checksums than the values say', async () => {
    const sandbox = await initialised({ checksums: 'off' });
    const result = await sandbox.script('init.sh', { PGFLEET_CHECKSUMS: 'on' });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('WARNING: database.dataChecksums asks for "on", but the data has checksums "off"');
    const same = await sandbox.script('init.sh');
    expect(same.stderr).not.toContain('WARNING');
    sandbox.write('pgfleet/config/data-checksums', 'off\n');
    const wanted = await sandbox.script('init.sh', { PGFLEET_CHECKSUMS: 'on' });
    expect(wanted.stderr).not.toContain('WARNING');
  });

  describe('the volume of the write-ahead log', () => {
    const withVolume = (sandbox: Sandbox) => ({ PGFLEET_WAL_DIRECTORY: sandbox.at('pgwal/pg_wal') });
    const expectMoved = async (sandbox: Sandbox) => {
      expect(readlinkSync(sandbox.host('pgdata/data/pg_wal'))).toBe(sandbox.at('pgwal/pg_wal'));
      expect(sandbox.exists('pgdata/data/pg_wal.moved')).toBe(false);
      await serve(sandbox);
      expect(await sandbox.query('SELECT count(*) FROM kept', { PGDATABASE: 'shop' })).toBe('1000');
    };
    /** Data that a crash left behind: what is in the log only is needed to open it. */
    const crashed = async (): Promise<Sandbox> => {
      const sandbox = await initialised();
      const server = await serve(sandbox);
      await sandbox.query('CREATE TABLE kept AS SELECT generate_series(1, 1000)', { PGDATABASE: 'shop' });
      server.kill();
      await server.exited;
      return sandbox;
    };

    test('is used from the beginning where there is one', async () => {
      const sandbox = await initialised({ walVolume: true });
      expect(readlinkSync(sandbox.host('pgdata/data/pg_wal'))).toBe(sandbox.at('pgwal/pg_wal'));
      expect((await sandbox.script('init.sh')).code).toBe(0);
      const without = await sandbox.script('init.sh', { PGFLEET_WAL_DIRECTORY: '' });
      expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('Set walSize again')]);
    });

    test('added later, takes over the log of a crashed server without a loss', async () => {
      const sandbox = await crashed();
      expect((await sandbox.script('init.sh', withVolume(sandbox))).code).toBe(0);
      await expectMoved(sandbox);
    });

    test.each([
      ['during the copy', ['mkdir ../pgwal/pg_wal.new', 'touch ../pgwal/pg_wal.new/half']],
      ['after the copy', ['cp -a data/pg_wal ../pgwal/pg_wal.new']],
      ['after the first rename', ['cp -a data/pg_wal ../pgwal/pg_wal.new', 'mv data/pg_wal data/pg_wal.moved']],
      ['after the second rename', ['cp -a data/pg_wal ../pgwal/pg_wal', 'mv data/pg_wal data/pg_wal.moved']],
      [
        'before the old one is removed',
        [
          'cp -a data/pg_wal ../pgwal/pg_wal',
          'mv data/pg_wal data/pg_wal.moved',
          'ln -s "$PGFLEET_WAL_DIRECTORY" data/pg_wal',
        ],
      ],
    ])('a move that was killed %s is completed', async (_when, steps) => {
      const sandbox = await crashed();
      const done = await sandbox.run(
        ['bash', '-ec', [`cd ${sandbox.at('pgdata')}`, ...steps].join('\n')],
        withVolume(sandbox),
      );
      expect(done).toEqual({ code: 0, stdout: '', stderr: '' });
      const result = await sandbox.script('init.sh', withVolume(sandbox));
      expect([result.code, result.stderr]).toEqual([0, expect.stringContaining('checked')]);
      await expectMoved(sandbox);
    });

    test('that holds another log is refused', async () => {
      const sandbox = await initialised();
      sandbox.write('pgwal/pg_wal/000000010000000000000001', 'x');
      const result = await sandbox.script('init.sh', withVolume(sandbox));
      expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('already holds files')]);
    });

    test('that holds a log while the data volume is empty is refused', async () => {
      const sandbox = await create({ walVolume: true });
      sandbox.write('pgwal/pg_wal/000000010000000000000001', 'x');
      const result = await sandbox.script('init.sh');
      expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('Is the right data volume mounted?')]);
      expect(sandbox.exists('pgwal/pg_wal/000000010000000000000001')).toBe(true);
    });

    test('that lost the log is refused', async () => {
      const sandbox = await initialised({ walVolume: true });
      await sandbox.run(['rm', '-r', sandbox.at('pgwal/pg_wal')]);
      const result = await sandbox.script('init.sh');
      expect([result.code, result.stderr]).toEqual([
        1,
        expect.stringContaining('the write-ahead log of this data is missing'),
      ]);
    });
  });
});
