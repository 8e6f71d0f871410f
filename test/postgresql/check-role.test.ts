import { disposeAll, initialised, serve } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation, type Installation, inside } from './harness/installation';
import { type RunningProcess, startProcess, type Variables } from './harness/process';
import type { Sandbox, SandboxOptions } from './harness/sandbox';

afterEach(disposeAll);

const inShop = { PGDATABASE: 'shop' };
const owner = { PGUSER: 'shop_owner', PGDATABASE: 'shop' };

/** Over the socket, as a check is over TLS. */
const asCheck = { PGUSER: 'pgfleet_check', PGDATABASE: 'shop' };

const serving = async (installation: Installation, options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await initialised(installation, options);
  const ident = sandbox.read('pgfleet/config/pg_ident.conf');
  sandbox.write('pgfleet/config/pg_ident.conf', `${ident}pgfleet postgres pgfleet_check\npgfleet postgres maker\n`);
  await serve(sandbox);
  return sandbox;
};

/** What a script prints, line by line. */
const apply = async (sandbox: Sandbox, script: string, variables: Variables = {}): Promise<readonly string[]> => {
  const file = sandbox.at('pgfleet/scripts', script);
  const result = await sandbox.run(['psql', '-XqAtw', '-v', 'ON_ERROR_STOP=1', '-f', file], {
    PGUSER: 'postgres',
    PGDATABASE: 'postgres',
    PGOPTIONS: '-c search_path=pg_catalog -c client_min_messages=warning',
    CHECK_LEVEL: 'standard',
    ...variables,
  });
  expect([result.code, result.stderr]).toEqual([0, '']);
  return result.stdout.split('\n').filter((line) => line !== '');
};

const prepared = async (installation: Installation): Promise<Sandbox> => {
  const sandbox = await serving(installation);
  await apply(sandbox, 'check-role.sql');
  await apply(sandbox, 'check-database.sql', inShop);
  return sandbox;
};

const following = async (
  installation: Installation,
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; agent: RunningProcess }> => {
  const sandbox = await serving(installation, options);
  sandbox.write('pgfleet/config/check-level', 'standard\n');
  const agent = sandbox.startScript('agent.sh');
  return { sandbox, agent };
};

const rights = `SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolreplication, rolcreaterole, rolcreatedb, rolpassword IS NULL,
    (SELECT count(*) FROM pg_auth_members WHERE member = pg_authid.oid)
  FROM pg_authid WHERE rolname IN ('pgfleet_check', 'pgfleet_basebackup') ORDER BY 1 DESC`;
const ours = 'pgfleet_check|t|f|t|f|f|f|t|2\npgfleet_basebackup|t|f|f|t|f|f|t|0';

const placesOfExtensions = `SELECT string_agg(extname || ' in ' || extnamespace::regnamespace, ', ' ORDER BY extname)
  FROM pg_extension WHERE extname <> 'plpgsql'`;

/** Database, statement, and why not. */
const beyond: readonly (readonly [string, string, RegExp | string])[] = [
  ['shop', 'INSERT INTO goods VALUES (1)', 'permission denied for table goods'],
  ['shop', 'UPDATE goods SET id = 2', 'permission denied for table goods'],
  ['shop', 'DELETE FROM goods', 'permission denied for table goods'],
  ['shop', 'TRUNCATE goods', 'permission denied for table goods'],
  ['shop', 'CREATE TABLE public.mine ()', 'permission denied for schema public'],
  ['shop', 'CREATE TABLE pgfleet.mine ()', 'permission denied for schema pgfleet'],
  ['postgres', 'CREATE TABLE pgfleet.mine ()', 'permission denied for schema pgfleet'],
  ['postgres', 'TRUNCATE pgfleet.check_run', 'permission denied for table check_run'],
  ['shop', 'CREATE SCHEMA mine', 'permission denied for database shop'],
  ['shop', "SELECT pgfleet.pg_truncate_visibility_map('goods')", 'permission denied for function'],
  ['shop', "SELECT pg_read_file('PG_VERSION')", 'permission denied for function pg_read_file'],
  ['shop', "COPY (SELECT 1) TO PROGRAM 'true'", 'pg_execute_server_program'],
  ['shop', "COPY (SELECT 1) TO '/tmp/canary'", 'pg_write_server_files'],
  ['shop', 'SET ROLE postgres', 'permission denied to set role'],
  ['shop', 'SET ROLE pgfleet_basebackup', 'permission denied to set role'],
  ['shop', "SELECT pg_create_physical_replication_slot('full', true)", /replication role|permission denied/],
  ['shop', "SELECT pg_create_logical_replication_slot('full', 'pgoutput')", /replication role|permission denied/],
  ['shop', 'ALTER ROLE pgfleet_check CREATEROLE', /permission denied|must be superuser/],
  ['shop', 'ALTER SYSTEM SET fsync = off', 'permission denied'],
  [
    'postgres',
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)'",
    /must be|permission/,
  ],
];

describe.each(everyInstallation)('the role of checks on %s', (_, installation) => {
  test('is made once, and nothing is done the second time', async () => {
    const sandbox = await serving(installation);
    expect(await apply(sandbox, 'check-role.sql')).toContain('created');
    expect(await apply(sandbox, 'check-role.sql')).toEqual([]);
    expect(await apply(sandbox, 'check-database.sql', inShop)).toContain('changed');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toEqual([]);
    expect(await sandbox.query(rights)).toBe(ours);
    expect(await sandbox.query(placesOfExtensions, inShop)).toBe('amcheck in pgfleet, pg_visibility in pgfleet');
  });

  test('reads everything, checks every page, and keeps its results', async () => {
    const sandbox = await prepared(installation);
    await sandbox.query(
      `CREATE TABLE hidden AS SELECT generate_series(1, 10) AS id; CREATE INDEX hidden_id ON hidden (id);
       ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE hidden FORCE ROW LEVEL SECURITY`,
      owner,
    );
    expect(await sandbox.query('SELECT count(*) FROM hidden', asCheck)).toBe('10');
    const check = (sql: string) => sandbox.query(`SELECT count(*) FROM ${sql}`, asCheck);
    expect(await check("pgfleet.verify_heapam('hidden', false, true, 'none', NULL, NULL)")).toBe('0');
    expect(await check("pgfleet.bt_index_check('hidden_id'::regclass, true)")).toBe('1');
    expect(await check("pgfleet.bt_index_parent_check('hidden_id'::regclass, true, true)")).toBe('1');
    expect(await check("pgfleet.pg_check_visible('hidden')")).toBe('0');
    expect(await check("pgfleet.pg_visibility_map_summary('hidden')")).toBe('1');
    await sandbox.query(
      `INSERT INTO pgfleet.check_run VALUES ('quick', now(), 1.5, 'none', 0, 0, 0, 0);
       INSERT INTO pgfleet.check_finding VALUES ('quick', 'warning', 'checksums-off', NULL, 1);
       INSERT INTO pgfleet.check_position VALUES ('quick', 'heap', 'shop', 1259);
       UPDATE pgfleet.check_position SET relation = 1; DELETE FROM pgfleet.check_position`,
      { ...asCheck, PGDATABASE: 'postgres' },
    );
    await sandbox.query('CREATE ROLE exporter; GRANT pg_monitor TO exporter');
    expect(await sandbox.query('SET ROLE exporter; SELECT code FROM pgfleet.check_finding')).toBe('checksums-off');
  });

  test('can do nothing else', async () => {
    const sandbox = await prepared(installation);
    await sandbox.query('CREATE TABLE goods (id int)', owner);
    const other = sandbox.start(['psql', '-X', '-c', 'SELECT pg_sleep(600)'], {
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
    });
    const sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'";
    await eventually(other.output, async () => (await sandbox.query(sleeping)) === '1');
    for (const [PGDATABASE, sql, words] of beyond) {
      await expect(sandbox.query(sql, { ...asCheck, PGDATABASE })).rejects.toThrow(words);
    }
    expect(await sandbox.query(sleeping)).toBe('1');
  });

  test('cannot be anybody else, whoever made it before us or made himself a member', async () => {
    const sandbox = await serving(installation);
    await sandbox.query('CREATE ROLE maker LOGIN CREATEROLE');
    const asMaker = { PGUSER: 'maker', PGDATABASE: 'postgres' };
    await sandbox.query('CREATE ROLE pgfleet_check; CREATE ROLE friend; GRANT pgfleet_check TO friend', asMaker);
    await sandbox.query('ALTER ROLE pgfleet_check CREATEDB; GRANT pgfleet_check TO maker WITH ADMIN OPTION');
    await sandbox.query('GRANT pgfleet_check TO shop_owner', asMaker);
    await sandbox.query('ALTER ROLE pgfleet_check REPLICATION');
    await sandbox.query('CREATE ROLE pgfleet_basebackup', asMaker);
    await sandbox.query('GRANT pg_monitor, pg_read_all_data TO pgfleet_basebackup WITH ADMIN OPTION');
    await sandbox.query('GRANT pgfleet_basebackup TO maker WITH ADMIN OPTION');
    await sandbox.query('GRANT pgfleet_basebackup TO shop_owner', asMaker);
    expect(await apply(sandbox, 'check-role.sql')).toContain('changed');
    const members = "SELECT count(*) FROM pg_auth_members WHERE roleid::regrole::text LIKE 'pgfleet%'";
    expect(await sandbox.query(members)).toBe('0');
    expect(await sandbox.query(rights)).toBe(ours);
    expect(await apply(sandbox, 'check-role.sql')).toEqual([]);
    await expect(sandbox.query('SET ROLE pgfleet_check', owner)).rejects.toThrow('permission denied');
    await expect(sandbox.query('SET ROLE pgfleet_basebackup', owner)).rejects.toThrow('permission denied');
  });

  test('an extension that is elsewhere stays there, at its version, and only its own functions are granted', async () => {
    const sandbox = await serving(installation);
    await sandbox.query('CREATE SCHEMA ext AUTHORIZATION shop_owner', inShop);
    await sandbox.query("CREATE EXTENSION amcheck SCHEMA ext VERSION '1.2'", inShop);
    await sandbox.query(
      'CREATE FUNCTION ext.verify_heapam(regclass) RETURNS int LANGUAGE sql AS $$SELECT 1$$; REVOKE ALL ON FUNCTION ext.verify_heapam(regclass) FROM PUBLIC',
      owner,
    );
    await apply(sandbox, 'check-role.sql');
    await apply(sandbox, 'check-database.sql', inShop);
    expect(await sandbox.query(placesOfExtensions, inShop)).toBe('amcheck in ext, pg_visibility in pgfleet');
    expect(await sandbox.query("SELECT extversion FROM pg_extension WHERE extname = 'amcheck'", inShop)).toBe('1.2');
    expect(await sandbox.query("SELECT ext.bt_index_check('pg_class_oid_index'::regclass, true)", asCheck)).toBe('');
    await expect(sandbox.query("SELECT ext.verify_heapam('pg_class')", asCheck)).rejects.toThrow('permission denied');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toEqual([]);
  });

  test('an extension of ours that is older than the image is brought up', async () => {
    const sandbox = await serving(installation);
    await apply(sandbox, 'check-role.sql');
    await sandbox.query("CREATE SCHEMA pgfleet; CREATE EXTENSION amcheck SCHEMA pgfleet VERSION '1.2'", inShop);
    expect(await apply(sandbox, 'check-database.sql', inShop)).toContain('changed');
    expect(
      await sandbox.query(
        "SELECT installed_version = default_version FROM pg_available_extensions WHERE name = 'amcheck'",
        inShop,
      ),
    ).toBe('t');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toEqual([]);
  });

  test('a schema pgfleet of the owner of the database is refused, and nothing is put into it', async () => {
    const sandbox = await serving(installation);
    await sandbox.query('CREATE SCHEMA pgfleet', owner);
    await apply(sandbox, 'check-role.sql');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toEqual([
      'refused the schema pgfleet belongs to "shop_owner", not to postgres: nothing is put into it',
    ]);
    expect(await sandbox.query(placesOfExtensions, inShop)).toBe('');
  });

  test('nobody may make anything in the schema, also after somebody was let in', async () => {
    const sandbox = await prepared(installation);
    await expect(sandbox.query('CREATE TABLE pgfleet.mine ()', owner)).rejects.toThrow('permission denied');
    await sandbox.query('GRANT CREATE ON SCHEMA pgfleet TO shop_owner, PUBLIC', inShop);
    expect(await apply(sandbox, 'check-database.sql', inShop)).toContain('changed');
    await expect(sandbox.query('CREATE TABLE pgfleet.mine ()', owner)).rejects.toThrow('permission denied');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toEqual([]);
  });

  test('what the owner of the database made is never called, and settings of the database do not count', async () => {
    const sandbox = await serving(installation);
    const trap = (name: string) =>
      `CREATE FUNCTION public.${name} RETURNS text LANGUAGE sql AS $$ ALTER ROLE shop_owner SUPERUSER; SELECT 'SELECT 1' $$`;
    for (const name of ['format(text, text)', 'to_json(text)', 'pg_is_in_recovery()', 'to_regnamespace(text)']) {
      await sandbox.query(trap(name), owner);
    }
    await sandbox.query('ALTER DATABASE shop SET search_path = public, pg_catalog', owner);
    await sandbox.query('ALTER DATABASE shop SET role = shop_owner', owner);
    await apply(sandbox, 'check-role.sql');
    expect(await apply(sandbox, 'check-database.sql', inShop)).toContain('changed');
    expect(await sandbox.query("SELECT rolsuper FROM pg_roles WHERE rolname = 'shop_owner'")).toBe('f');
    expect(await sandbox.query("SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'pgfleet'", inShop)).toBe(
      'postgres',
    );
  });
});

describe.each(everyInstallation)('the agent and the role of checks on %s', (_, installation) => {
  const hostile = `d=x 'a"b\n$(touch canary) \`touch canary\` \\! é`;
  const extensionsOf = (sandbox: Sandbox, PGDATABASE: string) => sandbox.query(placesOfExtensions, { PGDATABASE });

  test('prepares every database, also those that come later, and says how many', async () => {
    const { sandbox, agent } = await following(installation);
    await agent.waitForOutput('the role pgfleet_check fits checks.level "standard"');
    await agent.waitForOutput('databases made ready for checks: 3');
    await sandbox.query(`CREATE DATABASE "${hostile.replaceAll('"', '""')}" TEMPLATE template0`);
    // The next look is within a minute; another level is looked at now.
    sandbox.write('pgfleet/config/check-level', 'full\n');
    await agent.waitForOutput('databases made ready for checks: 1');
    expect(await extensionsOf(sandbox, hostile)).toContain('amcheck in pgfleet');
    expect(await sandbox.query('SELECT current_database()', { ...asCheck, PGDATABASE: hostile })).toBe(hostile);
    expect((await sandbox.run(['find', sandbox.at(), '/tmp', '-maxdepth', '4', '-name', 'canary*'])).stdout).toBe('');
  });

  test('lets nobody log in any more where checks are turned off, and again where they are turned on', async () => {
    const { sandbox, agent } = await following(installation);
    await agent.waitForOutput('databases made ready');
    sandbox.write('pgfleet/config/check-level', 'none\n');
    await agent.waitForOutput('fits checks.level "none"');
    await expect(sandbox.query('SELECT 1', asCheck)).rejects.toThrow('not permitted to log in');
    const canLogIn = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'pgfleet_basebackup'";
    expect(await sandbox.query(canLogIn)).toBe('f');
    expect(await extensionsOf(sandbox, 'shop')).toContain('amcheck');
    sandbox.write('pgfleet/config/check-level', 'quick\n');
    await agent.waitForOutput('fits checks.level "quick"');
    expect(await sandbox.query('SELECT 1', asCheck)).toBe('1');
    expect(await sandbox.query(canLogIn)).toBe('t');
  });

  test('makes no role where there are no checks', async () => {
    const { sandbox, agent } = await following(installation);
    sandbox.write('pgfleet/config/check-level', 'none\n');
    sandbox.write('pgfleet/config/extensions', 'pg_trgm\n');
    await agent.waitForOutput('extensions are there');
    sandbox.write('pgfleet/config/extensions', 'hstore\n');
    await agent.waitForOutput('extensions are there: hstore');
    expect(agent.output()).not.toContain('pgfleet_check');
  });

  test('says what it cannot prepare, and goes on with the other databases', async () => {
    const sandbox = await serving(installation);
    await sandbox.query('CREATE SCHEMA pgfleet', owner);
    await sandbox.query('CREATE DATABASE later');
    sandbox.write('pgfleet/config/check-level', 'standard\n');
    const agent = sandbox.startScript('agent.sh');
    await agent.waitForOutput(
      `in the database 'shop' the schema pgfleet belongs to "shop_owner", not to postgres: nothing is put into it`,
    );
    await agent.waitForOutput('databases made ready for checks: ');
    expect(await extensionsOf(sandbox, 'later')).toContain('amcheck in pgfleet');
  });

  test('an image without the extensions is said once, and the role is there', async () => {
    const sandbox = await initialised(installation);
    const { root, major } = installation;
    // What the server sees is an empty directory of extensions; nobody else sees that.
    sandbox.write('none/plpgsql.control', '');
    const hide = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
    const server = startProcess(
      [
        'unshare',
        '--mount',
        'bash',
        '-c',
        hide,
        '-',
        sandbox.host('none'),
        `${root}/usr/share/postgresql/${major}/extension`,
      ].concat(inside(installation, ['bash', sandbox.at('pgfleet/scripts/start.sh')])),
      { ...sandbox.variables, PATH: `${installation.path}` },
    );
    try {
      await eventually(server.output, async () => (await sandbox.run(['pg_isready', '--quiet'])).code === 0);
      sandbox.write('pgfleet/config/check-level', 'standard\n');
      const agent = sandbox.startScript('agent.sh');
      await agent.waitForOutput('the image has no extension amcheck: checks that need it say so, the others run');
      await agent.waitForOutput('the image has no extension pg_visibility');
      await agent.waitForOutput('databases made ready for checks: 2');
      sandbox.write(
        'pgfleet/scripts/check-database.sql',
        `${sandbox.read('pgfleet/scripts/check-database.sql')}-- another\n`,
      );
      await sandbox.query('REVOKE ALL ON SCHEMA pgfleet FROM pgfleet_check; DROP SCHEMA pgfleet', inShop);
      sandbox.write('pgfleet/config/check-level', 'full\n');
      await agent.waitForOutput('databases made ready for checks: 1');
      expect(agent.output().split('no extension amcheck')).toHaveLength(2);
      expect(await sandbox.query(rights)).toBe(ours);
    } finally {
      server.kill();
      await server.exited;
    }
  });

  test('a schema that is being made holds up nobody for long', async () => {
    const sandbox = await serving(installation);
    await sandbox.query('CREATE DATABASE later');
    const holding = sandbox.start(['psql', '-X', '-c', 'BEGIN; CREATE SCHEMA pgfleet; SELECT pg_sleep(600)'], owner);
    await eventually(
      holding.output,
      async () =>
        (await sandbox.query(
          "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.query LIKE 'BEGIN%' AND l.mode = 'ExclusiveLock' AND l.locktype = 'transactionid'",
        )) === '1',
    );
    sandbox.write('pgfleet/config/check-level', 'standard\n');
    const agent = sandbox.startScript('agent.sh');
    await agent.waitForOutput(/cannot prepare the database 'shop' for checks: .*lock timeout/);
    await agent.waitForOutput('databases made ready for checks: ');
    expect(await extensionsOf(sandbox, 'later')).toContain('amcheck in pgfleet');
  });
});
