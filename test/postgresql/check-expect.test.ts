import { check, checkedServer, told } from './harness/checks';
import { disposeAll } from './harness/environment';
import { everyInstallation } from './harness/installation';
import type { Sandbox } from './harness/sandbox';

afterAll(disposeAll);

const inShop = { PGDATABASE: 'shop' };

/** What is tried where the role of checks calls it, and how an answer is made of it all the same. */
const attempts = {
  slot: "PERFORM pg_create_physical_replication_slot('full', true)",
  stream: "PERFORM pg_create_logical_replication_slot('full', 'pgoutput')",
  insert: 'INSERT INTO traps.loot VALUES (current_user)',
  // With CREATE in the schema: as its owner whoever calls it later would read everything.
  leave:
    "EXECUTE 'CREATE FUNCTION traps.door(name text) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT pg_read_file(name) $$'",
  allow: "PERFORM set_config('transaction_read_only', 'off', true)",
} as const;

const traps = `SET ROLE shop_owner;
  CREATE SCHEMA traps;
  GRANT ALL ON SCHEMA traps TO PUBLIC;
  CREATE TABLE traps.loot (by text);
  GRANT ALL ON TABLE traps.loot TO PUBLIC;
  CREATE FUNCTION traps.later() RETURNS text LANGUAGE plpgsql AS $trap$
  BEGIN RETURN set_config('default_transaction_read_only', 'off', false); END $trap$;
  ${Object.entries(attempts)
    .map(
      ([name, statement]) => `CREATE FUNCTION traps.${name}() RETURNS text LANGUAGE plpgsql AS $trap$
        BEGIN ${statement}; RETURN 'done as ' || current_user; EXCEPTION WHEN OTHERS THEN RETURN 'sound'; END $trap$;`,
    )
    .join('\n')}
  CREATE VIEW traps.everything AS SELECT ${Object.keys(attempts)
    .map((name) => `traps.${name}() AS ${name}`)
    .join(', ')}`;

describe.each(everyInstallation)('what an expectation calls on %s', (_, installation) => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await checkedServer(installation, { settings: ['wal_level = logical'] });
    await sandbox.query(traps, inShop);
  });

  test('makes no replication slot and writes nothing, also after a statement that lifts what stops it', async () => {
    const sound = Object.keys(attempts).map(() => 'sound');
    const expectation = (name: string, sql: string, equals: string) => ({ name, database: 'shop', sql, equals });
    const queries = [
      expectation('at once', 'SELECT * FROM traps.everything', sound.join('|')),
      expectation(
        'step by step',
        `SELECT traps.later(); ${Object.keys(attempts)
          .map((name) => `SELECT traps.${name}();`)
          .join(' ')}`,
        ['off', ...sound].join('\n'),
      ),
    ];
    sandbox.write('pgfleet/checks/databases', '"shop"\n');
    sandbox.write('pgfleet/checks/expect.json', JSON.stringify(queries));
    const run = await check(sandbox, 'quick');
    expect([told(run), run.report.findings.map(({ detail }) => detail)]).toEqual([[], []]);
    expect(await sandbox.query('SELECT count(*) FROM pg_replication_slots')).toBe('0');
    expect(await sandbox.query('SELECT count(*) FROM traps.loot', inShop)).toBe('0');
    expect(await sandbox.query("SELECT to_regprocedure('traps.door(text)') IS NULL", inShop)).toBe('t');
  });

  test('what is in a schema pgfleet of the owner of a database is not called where results are kept', async () => {
    const loot = `CREATE SCHEMA pgfleet; GRANT ALL ON SCHEMA pgfleet TO PUBLIC;
      CREATE TABLE pgfleet.loot (by text);
      CREATE TABLE pgfleet.check_run (level text PRIMARY KEY, finished timestamptz, seconds double precision, worst text,
        critical integer, unknown integer, warning integer, info integer);
      CREATE TABLE pgfleet.check_finding (level text, severity text, code text, database text, object_count integer);
      CREATE TABLE pgfleet.check_position (level text, check_name text, database text, relation oid);
      GRANT ALL ON ALL TABLES IN SCHEMA pgfleet TO PUBLIC;
      CREATE FUNCTION pgfleet.take() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO pgfleet.loot VALUES (current_user); RETURN NULL; END $$;
      ${['check_run', 'check_finding', 'check_position']
        .map(
          (name) =>
            `CREATE TRIGGER take AFTER INSERT OR DELETE ON pgfleet.${name} FOR EACH STATEMENT EXECUTE FUNCTION pgfleet.take();`,
        )
        .join('\n')}`;
    const theirs = { PGDATABASE: 'theirs' };
    await sandbox.query('CREATE DATABASE theirs OWNER shop_owner TEMPLATE template0');
    await sandbox.query(`SET ROLE shop_owner; ${loot}`, theirs);
    sandbox.write('pgfleet/checks/databases', '"theirs"\n');
    sandbox.write('pgfleet/checks/expect.json', '[]');
    const run = await check(sandbox, 'standard', { ...theirs, PGFLEET_MANAGED: '' });
    expect(run.stderr).toContain('the result is not in the tables of metrics: this server has none of a superuser');
    expect(await sandbox.query('SELECT count(*) FROM pgfleet.loot', theirs)).toBe('0');
  });
});
