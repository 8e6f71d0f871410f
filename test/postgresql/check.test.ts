import { createAuthority } from './harness/certificates';
import { check, checkedServer, checkVariables, reportOf, stateOf, told } from './harness/checks';
import { disposeAll } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import type { RunningProcess } from './harness/process';
import { clientName, placeCertificate, testAuthority } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

afterAll(disposeAll);

const inShop = { PGDATABASE: 'shop' };

/** All checks but these. */
const only = (...names: readonly string[]) => ({
  PGFLEET_CHECK_SKIP: [
    ...['settings', 'checksums', 'collations', 'catalogues', 'files', 'tables', 'expect', 'indexes', 'heap', 'btree'],
    ...['wraparound', 'sequences', 'transactions', 'slots', 'bloat', 'vacuum', 'visibility', 'reachability', 'pages'],
  ]
    .filter((name) => !names.includes(name))
    .join(' '),
});

/** An index whose rows are slow to compute, for the sessions of checks only: a full check of it takes that long. */
const slowIndex = (name: string, seconds: number) => `
  CREATE FUNCTION ${name}_delay(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN
    IF current_setting('application_name') = 'pgfleet check' THEN
      RAISE LOG 'judging ${name}';
      PERFORM pg_sleep(${seconds});
    END IF;
    RETURN $1;
  END $$;
  CREATE TABLE ${name} (id integer);
  INSERT INTO ${name} VALUES (1);
  CREATE INDEX ${name}_idx ON ${name} (${name}_delay(id));`;

const sleeping = (sandbox: Sandbox) =>
  eventually('a check that sleeps', async () => {
    const pid = await sandbox.query(
      "SELECT min(pid) FROM pg_stat_activity WHERE application_name = 'pgfleet check' AND wait_event = 'PgSleep'",
    );
    return pid !== '' && pid;
  });

describe.each(everyInstallation)('%s', (_, installation) => {
  let sandbox: Sandbox & { readonly server: RunningProcess };

  beforeAll(async () => {
    sandbox = await checkedServer(installation);
    await sandbox.query(
      `CREATE TABLE orders (id integer PRIMARY KEY, note text);
       INSERT INTO orders SELECT n, repeat('order', 1000) FROM generate_series(1, 100) n;
       CREATE TABLE parted (id integer PRIMARY KEY) PARTITION BY RANGE (id);
       CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10);
       CREATE UNLOGGED TABLE unlogged (id integer PRIMARY KEY);
       CREATE MATERIALIZED VIEW notes AS SELECT note FROM orders;
       CREATE SEQUENCE numbers`,
      inShop,
    );
  });

  beforeEach(() => {
    sandbox.write('pgfleet/checks/databases', '"shop"\n');
    sandbox.write('pgfleet/checks/tables.json', '[]');
    sandbox.write('pgfleet/checks/expect.json', '[]');
  });

  const start = (level: string, variables = {}) =>
    sandbox.startScript('check.sh', { ...checkVariables(sandbox, level), ...variables });
  const reportAfter = async (running: RunningProcess) => {
    const code = await running.exited;
    const result = { code, stdout: '', stderr: running.output() };
    return { ...result, report: reportOf(sandbox, result) };
  };

  test.each([
    ['quick', 7],
    ['standard', 16],
    ['full', 19],
  ])('a sound server has no findings at level %s, and every check of it was done', async (level, checks) => {
    sandbox.write('pgfleet/checks/databases', 'all\n');
    const run = await check(sandbox, level);
    expect([run.code, told(run), run.report.worst]).toEqual([0, [], 'none']);
    expect(run.report.databases).toEqual(['template1', 'postgres', 'shop']);
    expect(new Set(run.report.checks.map((each) => each.check)).size).toBe(checks);
    expect(new Set(run.report.checks.map((each) => each.state))).toEqual(new Set(['done']));
  });

  test('a check that is skipped is listed as skipped', async () => {
    const run = await check(sandbox, 'quick', only('settings'));
    expect(stateOf(run, 'settings')?.state).toBe('done');
    expect(run.report.checks.filter(({ state }) => state === 'skipped')).toHaveLength(6);
  });

  test('a server that is absent is a finding of its own, and nothing else is judged', async () => {
    const run = await check(sandbox, 'standard', { PGPORT: '1', PGFLEET_WAIT_SECONDS: '1' });
    expect([run.code, told(run), run.report.worst]).toEqual([0, ['server-absent - localhost:1'], 'unknown']);
    expect(run.report).toMatchObject({ server: null, databases: [], checks: [] });
    expect(run.report.findings[0]?.detail).toMatch(/Connection refused/);
  });

  test('a role that the server does not let in is a finding of its own', async () => {
    const run = await check(sandbox, 'quick', { PGUSER: 'postgres' });
    expect([run.code, told(run)]).toEqual([0, [`login-refused - localhost:${sandbox.port}`]]);
    expect(run.report.findings[0]?.detail).toMatch(/pg_hba.conf rejects connection/);
  });

  test('a server whose certificate is not of the authority given is a finding of its own', async () => {
    const ca = sandbox.read('pgfleet/tls/ca.crt');
    sandbox.write('pgfleet/tls/ca.crt', createAuthority('somebody else').ca);
    const run = await check(sandbox, 'quick', { PGFLEET_MANAGED: '' });
    sandbox.write('pgfleet/tls/ca.crt', ca);
    expect([run.code, told(run)]).toEqual([0, [`certificate-refused - localhost:${sandbox.port}`]]);
    expect(run.report.findings[0]?.detail).toMatch(/certificate verify failed/);
  });

  test('a client certificate that is not of the authority of the server is a finding of its own', async () => {
    await placeCertificate(sandbox, 'pgfleet/tls', {
      ...createAuthority('somebody else').issue(clientName),
      ca: testAuthority().ca,
    });
    const run = await check(sandbox, 'quick', { PGFLEET_MANAGED: '' });
    await placeCertificate(sandbox, 'pgfleet/tls', testAuthority().issue(clientName));
    expect([run.code, told(run)]).toEqual([0, [`certificate-refused - localhost:${sandbox.port}`]]);
  });

  test('a server of somebody else is judged by password, as far as his role may', async () => {
    const password = 'p@ss "w:o\\r\'d $x';
    await sandbox.query(
      `CREATE ROLE auditor LOGIN PASSWORD '${password.replaceAll("'", "''")}' IN ROLE pg_monitor, pg_read_all_data`,
    );
    await sandbox.query('GRANT CONNECT ON DATABASE shop TO auditor');
    sandbox.write('pgfleet/login/password', `${password}\n`);
    const key = sandbox.read('pgfleet/tls/tls.key');
    sandbox.write('pgfleet/tls/tls.crt.aside', sandbox.read('pgfleet/tls/tls.crt'));
    await sandbox.run(['rm', sandbox.at('pgfleet/tls/tls.crt'), sandbox.at('pgfleet/tls/tls.key')]);
    const run = await check(sandbox, 'full', {
      PGUSER: 'auditor',
      PGFLEET_MANAGED: '',
      ...only('tables', 'heap', 'reachability', 'pages'),
    });
    await sandbox.run(['mv', sandbox.at('pgfleet/tls/tls.crt.aside'), sandbox.at('pgfleet/tls/tls.crt')]);
    sandbox.write('pgfleet/tls/tls.key', key, 0o600);
    await sandbox.run(['rm', sandbox.at('pgfleet/login/password')]);
    await sandbox.query('REVOKE CONNECT ON DATABASE shop FROM auditor');
    await sandbox.query('DROP ROLE auditor');
    expect([run.code, told(run)]).toEqual([0, ['amcheck-missing shop', 'pages-failed -']]);
    expect(stateOf(run, 'reachability', 'shop')?.state).toBe('done');
    expect(stateOf(run, 'heap', 'shop')?.state).toBe('not-possible');
    expect(run.stderr + JSON.stringify(run.report)).not.toContain('p@ss');
  });

  test('a database that the list names and the server lacks is a finding', async () => {
    sandbox.write('pgfleet/checks/databases', '"shop"\n"gone \\n\\" = --"\n');
    const run = await check(sandbox, 'quick');
    expect([told(run), run.report.databases]).toEqual([['database-missing gone \n" = --'], ['shop']]);
  });

  test('a condition for a database that is not judged is a finding', async () => {
    const forgotten = { name: 'x', database: 'archive', sql: 'SELECT 1', equals: '1' };
    sandbox.write('pgfleet/checks/expect.json', JSON.stringify([forgotten]));
    expect(told(await check(sandbox, 'quick'))).toEqual(['database-missing archive']);
  });

  test('a database without amcheck, and one that cannot be logged in to, are findings', async () => {
    await sandbox.query('CREATE DATABASE bare');
    await sandbox.query('CREATE DATABASE closed');
    await sandbox.query('DROP EXTENSION amcheck', { PGDATABASE: 'bare' });
    await sandbox.query('REVOKE CONNECT ON DATABASE closed FROM PUBLIC');
    sandbox.write('pgfleet/checks/databases', '"bare"\n"closed"\n');
    const run = await check(sandbox, 'standard');
    await sandbox.query('DROP DATABASE bare');
    await sandbox.query('DROP DATABASE closed');
    expect(told(run)).toEqual(['amcheck-missing bare', 'database-refused closed']);
    expect(stateOf(run, 'heap', 'bare')?.state).toBe('not-possible');
    expect(stateOf(run, 'indexes', 'bare')?.state).toBe('done');
  });

  test('tables exist and have their rows, or are findings', async () => {
    const table = (name: string, rows: number | null = null) => ({ database: 'shop', schema: 'public', name, rows });
    const tables = [
      table('orders', 100),
      table('orders', 101),
      table('Orders'),
      table('parted', 1),
      table("'; \\! x --"),
      table('notes'),
    ];
    sandbox.write('pgfleet/checks/tables.json', JSON.stringify(tables));
    const run = await check(sandbox, 'quick');
    expect(told(run)).toEqual([
      'table-rows shop public.orders',
      'table-missing shop public."Orders"',
      'table-rows shop public.parted',
      'table-missing shop public."\'; \\! x --"',
    ]);
    expect(run.report.findings[0]?.detail).toBe('100 rows, and at least 101 are wanted');
    expect(stateOf(run, 'tables', 'shop')?.objects).toBe(6);
  });

  test('queries give their answer, or are findings; they write nothing and run no command', async () => {
    const query = (name: string, sql: string, equals: string) => ({ name, database: 'shop', sql, equals });
    const queries = [
      query('right', "SELECT count(*), current_date > '2000-01-01' FROM orders;", '100|t'),
      query('lines', 'SELECT 1 UNION ALL SELECT 2 ORDER BY 1', '1\n2'),
      query('wrong', 'SELECT count(*) FROM orders', '99'),
      query('broken', 'SELECT 1/0', '1'),
      query('writing', 'DELETE FROM orders RETURNING id', ''),
      query('command', '\\! echo 1', '1'),
      query('slow', 'SELECT pg_sleep(60)', ''),
    ];
    sandbox.write('pgfleet/checks/expect.json', JSON.stringify(queries));
    const run = await check(sandbox, 'quick', { PGFLEET_STATEMENT_SECONDS: '1' });
    expect(told(run)).toEqual([
      'expectation shop wrong',
      'expectation-failed shop broken',
      'expectation-failed shop writing',
      'expectation-failed shop command',
      'timed-out shop slow',
    ]);
    expect(run.report.findings[0]?.detail).toBe('the answer is "100" instead of "99"');
    expect(await sandbox.query('SELECT count(*) FROM orders', inShop)).toBe('100');
  });

  test('settings of a database and of the role do not change a check', async () => {
    const settings = [
      'statement_timeout = 1',
      'lock_timeout = 1',
      "search_path = ''",
      "role = 'shop_owner'",
      'enable_indexscan = off',
    ];
    for (const each of settings) await sandbox.query(`ALTER DATABASE shop SET ${each}`);
    await sandbox.query('ALTER ROLE pgfleet_check SET default_transaction_isolation = serializable');
    const run = await check(sandbox, 'full', only('heap', 'btree', 'reachability', 'catalogues'));
    await sandbox.query('ALTER DATABASE shop RESET ALL');
    await sandbox.query('ALTER ROLE pgfleet_check RESET ALL');
    expect(told(run)).toEqual([]);
    expect(stateOf(run, 'reachability', 'shop')).toMatchObject({
      state: 'done',
      reason: expect.stringMatching(/^\d relations/),
    });
  });

  test('what the owner of a table made runs with no rights of the role of checks', async () => {
    await sandbox.query(
      `SET ROLE shop_owner;
       CREATE SCHEMA traps;
       CREATE TABLE traps.bait (id integer PRIMARY KEY, note text);
       INSERT INTO traps.bait VALUES (1, 'x');
       CREATE FUNCTION traps.run(anyelement) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
       BEGIN RAISE LOG 'trap as %', current_user; RETURN 'x'; END $$;
       CREATE FUNCTION traps.cast(traps.bait) RETURNS text LANGUAGE sql AS 'SELECT traps.run(1)';
       CREATE CAST (traps.bait AS text) WITH FUNCTION traps.cast(traps.bait) AS IMPLICIT;
       CREATE INDEX bait_idx ON traps.bait (traps.run(id))`,
      inShop,
    );
    const before = sandbox.server.output().length;
    const run = await check(sandbox, 'full');
    await sandbox.query('DROP SCHEMA traps CASCADE', inShop);
    expect(told(run)).toEqual([]);
    const traps = [
      ...sandbox.server
        .output()
        .slice(before)
        .matchAll(/trap as (\w+)/g),
    ].map(([, role]) => role);
    expect(new Set(traps)).toEqual(new Set(['shop_owner']));
  });

  test('a level that there is not is a finding', async () => {
    expect(told(await check(sandbox, 'deep'))).toEqual(['check-failed -']);
  });

  test('a table that somebody locks is told and not waited for', async () => {
    const holder = sandbox.start(['psql', '-X', '-q', '-c', 'BEGIN; LOCK TABLE orders; SELECT pg_sleep(600)'], {
      PGUSER: 'postgres',
      ...inShop,
    });
    await eventually(
      holder.output,
      async () => (await sandbox.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) === '1',
    );
    const run = await check(sandbox, 'full', only('heap', 'btree', 'visibility', 'reachability'));
    holder.kill();
    await holder.exited;
    await sandbox.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    expect(told(run)).toEqual([
      'locked shop public.orders',
      'locked shop public.orders_pkey',
      'locked shop public.orders',
      'locked shop public.orders',
    ]);
    expect(run.report.findings[1]?.detail).toMatch(/^index of public.orders: /);
  });

  test('who writes to a table never queues behind a check', async () => {
    const holder = sandbox.start(
      ['psql', '-X', '-q', '-c', 'BEGIN; INSERT INTO orders VALUES (1000); SELECT pg_sleep(600)'],
      {
        PGUSER: 'postgres',
        ...inShop,
      },
    );
    await eventually(
      holder.output,
      async () => (await sandbox.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) === '1',
    );
    const running = start('full', only('btree'));
    let over = false;
    void running.exited.then(() => (over = true));
    let writes = 0;
    while (!over) {
      // Fails where it waits longer.
      await sandbox.query("SET lock_timeout = '1s'; UPDATE orders SET note = 'x' WHERE id = 5", inShop);
      writes++;
    }
    const run = await reportAfter(running);
    holder.kill();
    await holder.exited;
    await sandbox.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    expect(writes).toBeGreaterThan(3);
    // That of its toast table is not written to.
    expect(told(run)).toEqual(['index-in-use shop public.orders_pkey']);
  });

  describe('with indexes that take their time', () => {
    const names = ['slow_a', 'slow_b', 'slow_c', 'slow_d', 'slow_e'];
    const judged = () => [...sandbox.server.output().matchAll(/judging (slow_.)/g)].map(([, name]) => name);

    afterEach(() =>
      sandbox.query(
        names.map((name) => `DROP TABLE IF EXISTS ${name}; DROP FUNCTION IF EXISTS ${name}_delay;`).join(' '),
        inShop,
      ),
    );

    test('a run whose time is over says so, and the next one goes on where it stopped', async () => {
      for (const name of names) await sandbox.query(slowIndex(name, 2), inShop);
      const before = judged().length;
      const variables = { ...only('btree', 'reachability'), PGFLEET_CHECK_JOBS: '1' };
      const first = await check(sandbox, 'full', { ...variables, PGFLEET_CHECK_SECONDS: '5' });
      const seen = judged().slice(before);
      expect([first.code, told(first)]).toEqual([0, ['not-finished -', 'not-finished -']]);
      expect(stateOf(first, 'btree', 'shop')?.state).toBe('unfinished');
      expect(stateOf(first, 'reachability', 'shop')?.state).toBe('unfinished');
      expect(seen.length).toBeLessThan(names.length);
      const second = await check(sandbox, 'full', variables);
      expect([told(second), stateOf(second, 'btree', 'shop')?.state]).toEqual([[], 'done']);
      const [next] = judged().slice(before + seen.length);
      expect(next).toBe(seen.at(-1));
      expect(new Set(judged().slice(before + seen.length)).size).toBe(names.length);
      expect(await sandbox.query('SELECT count(*) FROM pgfleet.check_position')).toBe('0');
    });

    test('an index that takes too long is named, and the rest is judged', async () => {
      await sandbox.query(slowIndex('slow_a', 60), inShop);
      const run = await check(sandbox, 'full', { ...only('btree'), PGFLEET_STATEMENT_SECONDS: '1' });
      expect(told(run)).toEqual(['timed-out shop public.slow_a_idx']);
      expect(stateOf(run, 'btree', 'shop')?.state).toBe('done');
    });

    test('a session that somebody ends is opened again; the second time its relation is named', async () => {
      await sandbox.query(slowIndex('slow_a', 60), inShop);
      const running = start('full', only('btree'));
      const first = await sleeping(sandbox);
      await sandbox.query(`SELECT pg_terminate_backend(${first})`);
      const second = await eventually('another session', async () => {
        const pid = await sleeping(sandbox);
        return pid !== first && pid;
      });
      await sandbox.query(`SELECT pg_terminate_backend(${second})`);
      const run = await reportAfter(running);
      expect([run.code, told(run)]).toEqual([0, ['connection-lost shop public.slow_a_idx']]);
      expect(stateOf(run, 'btree', 'shop')?.state).toBe('done');
    });

    test('a server that crashes at a relation is waited for, and that relation is left alone', async () => {
      await sandbox.query(slowIndex('slow_a', 60), inShop);
      await sandbox.query(slowIndex('slow_b', 0), inShop);
      const running = start('full', { ...only('btree'), PGFLEET_CHECK_JOBS: '1' });
      const pid = await sleeping(sandbox);
      await sandbox.query(`COPY (SELECT 1) TO PROGRAM 'kill -9 ${pid}'`).catch(() => undefined);
      const run = await reportAfter(running);
      expect([run.code, told(run)]).toEqual([0, ['connection-lost shop public.slow_a_idx']]);
      expect(judged().at(-1)).toBe('slow_b');
      expect(stateOf(run, 'btree', 'shop')?.state).toBe('done');
    });

    test('a Pod that is stopped leaves a report, and no session', async () => {
      await sandbox.query(slowIndex('slow_a', 60), inShop);
      const running = start('full', only('btree', 'reachability'));
      await sleeping(sandbox);
      await running.signal('SIGTERM');
      const run = await reportAfter(running);
      expect([run.code, told(run)]).toEqual([0, ['not-finished -', 'not-finished -']]);
      expect(run.report.findings[0]?.detail).toMatch(/^the Pod was stopped: not finished in shop/);
      await eventually(
        'no session',
        async () =>
          (await sandbox.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgfleet check'")) ===
          '0',
        20,
      );
    });
  });

  test('an archive that takes nothing keeps no page from being read', async () => {
    const settings = ['archive_mode = on', "archive_command = 'false'"];
    const run = await check(await checkedServer(installation, { settings }), 'full', only('pages'));
    expect([run.code, told(run), stateOf(run, 'pages')?.state]).toEqual([0, [], 'done']);
  });
});
