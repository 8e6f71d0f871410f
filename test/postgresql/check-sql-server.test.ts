import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import { codes, disposeJudged, type Found, type JudgedServer, judgedServer } from './harness/sql-check';

afterAll(disposeJudged);

const brief = (found: readonly Found[]) => found.map(({ code, object, detail }) => `${code} ${object}: ${detail}`);

describe.each(everyInstallation)('%s', (_, installation) => {
  let server: JudgedServer;
  beforeAll(async () => {
    server = await judgedServer(installation, [
      'max_prepared_transactions = 5',
      'wal_level = logical',
      'min_wal_size = 32MB',
      // Vacuum must not undo at once what the last test does.
      'autovacuum_naptime = 1d',
    ]);
  });

  const judge = (check: string, variables = {}) => server.judge(check, 'postgres', variables);

  /** Lines for postgresql.conf while `then` runs; the server starts again where one of them needs it. */
  const withSettings = async (lines: readonly string[], restart: boolean, then: () => Promise<void>) => {
    const { sandbox, sql } = server;
    const before = sandbox.read('pgfleet/config/postgresql.conf');
    const apply = async (text: string) => {
      const write = () => sandbox.write('pgfleet/config/postgresql.conf', text);
      if (restart) return server.whileStopped(write);
      const loaded = 'SELECT pg_conf_load_time()';
      const last = await sql(loaded);
      write();
      await sql('SELECT pg_reload_conf()');
      await eventually('a reload', async () => (await sql(loaded)) !== last);
    };
    await apply(`${before}${lines.join('\n')}\n`);
    await then();
    await apply(before);
    expect(await judge('settings')).toEqual([]);
  };

  test('settings that give up safety', async () => {
    const bad = {
      fsync: 'off',
      full_page_writes: 'off',
      autovacuum: 'off',
      track_counts: 'off',
      zero_damaged_pages: 'on',
      ignore_checksum_failure: 'on',
      ignore_invalid_pages: 'on',
      allow_system_table_mods: 'on',
      allow_in_place_tablespaces: 'on',
      data_sync_retry: 'on',
    };
    expect(await judge('settings')).toEqual([]);
    await withSettings(
      Object.entries(bad).map(([name, value]) => `${name} = ${value}`),
      true,
      async () => {
        const said = Object.entries(bad).map(([name, value]) => `${name}: ${name} is ${value}`);
        expect(
          brief(await judge('settings'))
            .map((line) => line.replace(/^\S+ /, ''))
            .sort(),
        ).toEqual(said.sort());
      },
    );
    const ignoring = { PGOPTIONS: '-c ignore_system_indexes=yes' };
    expect(codes(await judge('settings', ignoring))).toEqual(['setting-ignore-system-indexes']);
  });

  test('the same, set for a role or in a database', async () => {
    const { sql } = server;
    await sql(`CREATE ROLE "car""eless"; ALTER ROLE "car""eless" SET zero_damaged_pages = 'YES'; ALTER DATABASE shop SET ignore_checksum_failure = 1;
      ALTER ROLE "car""eless" IN DATABASE shop SET ignore_checksum_failure = on; ALTER DATABASE shop SET search_path = 'a=b', c`);
    expect(brief(await judge('settings'))).toEqual([
      'setting-ignore-checksum-failure ignore_checksum_failure for role "car""eless" in database shop: ignore_checksum_failure is on',
      'setting-ignore-checksum-failure ignore_checksum_failure in database shop: ignore_checksum_failure is 1',
      'setting-zero-damaged-pages zero_damaged_pages for role "car""eless": zero_damaged_pages is YES',
    ]);
    await sql(
      'ALTER DATABASE shop RESET ALL; ALTER ROLE "car""eless" IN DATABASE shop RESET ALL; DROP ROLE "car""eless"',
    );
  });

  test('settings that wait for a restart', async () => {
    await withSettings(['max_connections = 21', 'shared_buffers = 17MB'], false, async () => {
      expect(brief(await judge('settings'))).toEqual([
        'setting-pending-restart server: max_connections, shared_buffers',
      ]);
    });
  });

  test('checksums that are off, as expected or not', async () => {
    const toggle = (how: string) =>
      server.whileStopped(async () => {
        const { code } = await server.sandbox.run(['pg_checksums', `--${how}`, '--no-sync']);
        expect(code).toBe(0);
      });
    expect(await judge('checksums')).toEqual([]);
    await toggle('disable');
    const answers = ['on', 'off', ''].map(async (PGFLEET_CHECKSUMS) =>
      codes(await judge('checksums', { PGFLEET_CHECKSUMS })),
    );
    expect(await Promise.all(answers)).toEqual([['checksums-expected'], ['checksums-off'], ['checksums-off']]);
    await toggle('enable');
    expect(await judge('checksums', { PGFLEET_CHECKSUMS: 'on' })).toEqual([]);
  });

  test('transactions that stay open, without the text of a query', async () => {
    const { sql, session } = server;
    const at = { PGFLEET_TRANSACTION_SECONDS: '0' };
    await sql('CREATE TABLE held (secret text)');
    await sql("BEGIN; INSERT INTO held VALUES ('s3cret'); PREPARE TRANSACTION 'two''phase'");
    const busy = await session("BEGIN; INSERT INTO held VALUES ('s3cret')");
    // psql waits for the shell while its transaction is open.
    const idle = server.sandbox.start(['psql', '-X', '-c', "BEGIN; SELECT 's3cret'", '-c', '\\! sleep 600'], {
      PGUSER: 'postgres',
      PGDATABASE: 'shop',
    });
    await eventually('the sessions', async () => (await judge('transactions', at)).length === 3);
    const found = await judge('transactions', at);
    expect([...codes(found)].sort()).toEqual(['transaction-idle', 'transaction-long', 'transaction-prepared']);
    expect(JSON.stringify(found)).not.toContain('s3cret');
    expect(found.map(({ database }) => database)).toEqual(['shop', 'shop', 'shop']);
    expect(found.find(({ code }) => code === 'transaction-long')?.detail).toMatch(
      /^user postgres, application 'it''s "held"', open since 20[-\d]+ [:\d]+ UTC \(0 hours\)$/,
    );
    expect(found.find(({ code }) => code === 'transaction-prepared')).toMatchObject({
      object: "transaction 'two''phase'",
    });
    expect(await judge('transactions')).toEqual([]);
    // A server does not see at once that a client is gone.
    await sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop' AND pid <> pg_backend_pid()",
    );
    for (const each of [busy, idle]) each.kill();
    await Promise.all([busy.exited, idle.exited]);
    await sql("ROLLBACK PREPARED 'two''phase'");
    await eventually('their end', async () => (await judge('transactions', at)).length === 0);
  });

  test('slots that nobody reads, and those that lose their log', async () => {
    const { sql } = server;
    await sql(
      "SELECT pg_create_physical_replication_slot('idle', true), pg_create_physical_replication_slot('unused')",
    );
    await sql("SELECT pg_create_logical_replication_slot('changes', 'pgoutput')");
    const at = { PGFLEET_SLOT_SECONDS: '0' };
    const found = await judge('slots', at);
    expect(found.map(({ code, object, database }) => [code, object, database])).toEqual(
      expect.arrayContaining([
        ['slot-inactive', 'slot changes', 'shop'],
        ['slot-inactive', 'slot idle', null],
      ]),
    );
    expect(found.length).toBe(2);
    expect(found.every(({ detail }) => / of write-ahead log are kept for it$/.test(detail))).toBe(true);
    // 17 says since when.
    expect((await judge('slots')).length).toBe(installation.major === '15' ? 2 : 0);
    await withSettings(['max_slot_wal_keep_size = 1MB'], false, async () => {
      for (const _ of [1, 2, 3, 4])
        await sql('CREATE TABLE fills (i integer); DROP TABLE fills; SELECT pg_switch_wal()');
      expect(codes(await judge('slots'))).toEqual(['slot-unreserved', 'slot-unreserved']);
      await sql('CHECKPOINT');
      expect(codes(await judge('slots'))).toEqual(['slot-lost', 'slot-lost']);
    });
    await sql('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots');
    expect(await judge('slots', at)).toEqual([]);
  });

  test('transactions and multixacts that grow old, and what holds vacuum back', async () => {
    const { sandbox, sql } = server;
    // A slot, since a prepared transaction of that age makes the server fill pg_subtrans with gigabytes when it starts.
    await sql("SELECT pg_create_logical_replication_slot('keeps', 'pgoutput')");
    const resetTo = (option: string, value: string, file: string) => async () => {
      const zeros = ['bash', '-c', 'head -c 262144 /dev/zero >"$1"', 'bash', sandbox.at('pgdata/data', file)];
      expect((await sandbox.run(zeros)).code).toBe(0);
      const reset = await sandbox.run(['pg_resetwal', option, value, sandbox.at('pgdata/data')]);
      expect([reset.code, reset.stderr]).toEqual([0, '']);
    };
    expect(await judge('wraparound')).toEqual([]);
    await server.whileStopped(resetTo('-x', '1100000000', 'pg_xact/0419'));
    const found = await judge('wraparound');
    expect([...new Set(codes(found))]).toEqual(['transaction-age']);
    expect(found.map(({ database }) => database)).toEqual(expect.arrayContaining(['postgres', 'shop', 'template1']));
    expect(found.find(({ database }) => database === 'postgres')?.detail).toMatch(
      /^1099\d{6} transactions old, 51 % of what there is; the replication slot keeps holds vacuum back by 1099\d{6} transactions; oldest tables: \w+\.\w+ \(1099\d{6}\), /,
    );
    await server.whileStopped(resetTo('-x', '1700000000', 'pg_xact/0655'));
    expect([...new Set(codes(await judge('wraparound')))]).toEqual(['transaction-age-critical']);
    await sql("SELECT pg_drop_replication_slot('keeps')");
    await server.whileStopped(resetTo('-m', '1100000000,1', 'pg_multixact/offsets/4190'));
    expect(codes(await judge('wraparound'))).toContain('multixact-age');
    await server.whileStopped(resetTo('-m', '1700000000,1', 'pg_multixact/offsets/6553'));
    const old = (await judge('wraparound')).find(
      ({ code, database }) => code === 'multixact-age-critical' && database === 'postgres',
    );
    expect(old?.detail).toMatch(
      /^1699999999 multixacts old, 79 % of what there is; nothing holds vacuum back now; oldest tables: \w+\.\w+ \(1699999999\), /,
    );
  });
});
