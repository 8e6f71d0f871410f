import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import { disposeJudged, type JudgedServer, judgedServer } from './harness/sql-check';

afterAll(disposeJudged);

const perServer = ['settings', 'checksums', 'wraparound', 'transactions', 'slots'];
const perDatabase = ['collations', 'catalogues', 'files', 'indexes', 'sequences', 'bloat', 'vacuum'];

/** Of every kind of object something, and names that want to be code. */
const manyKinds = `
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION postgres_fdw;
  CREATE SCHEMA "we""ird ''; DROP";
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TYPE pair AS (a integer, b text);
  CREATE TYPE span AS RANGE (subtype = numeric);
  CREATE DOMAIN age AS integer CHECK (VALUE > 0);
  CREATE COLLATION german (provider = icu, locale = 'de');
  CREATE TABLE "we""ird ''; DROP"."ta
ble" (id serial PRIMARY KEY, "co""l" text COLLATE german UNIQUE DEFAULT 'x', m mood, p pair, s span, a age, h hstore, c citext UNIQUE, gone text,
    small smallint GENERATED ALWAYS AS IDENTITY, CHECK (a < 200), EXCLUDE USING gist (s WITH &&));
  ALTER TABLE "we""ird ''; DROP"."ta
ble" DROP COLUMN gone;
  CREATE TABLE part (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, note text, twice bigint GENERATED ALWAYS AS (7) STORED)
    PARTITION BY RANGE (at);
  CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE part_rest PARTITION OF part DEFAULT;
  ALTER TABLE part ADD PRIMARY KEY (id, at);
  CREATE INDEX ON part (at, note) WHERE note IS NOT NULL;
  CREATE TABLE refers (id bigint, at date, FOREIGN KEY (id, at) REFERENCES part ON DELETE CASCADE);
  INSERT INTO part (at, note) SELECT '2026-01-01'::date + i % 700, md5(i::text) FROM generate_series(1, 2000) AS i;
  CREATE TABLE long (id integer PRIMARY KEY, value text);
  INSERT INTO long SELECT i, (SELECT string_agg(md5(j::text), '') FROM generate_series(i, i + 300) AS j) FROM generate_series(1, 100) AS i;
  CREATE TABLE above (a text); CREATE TABLE below (b integer) INHERITS (above);
  CREATE UNLOGGED TABLE unlogged AS SELECT i FROM generate_series(1, 5000) AS i;
  CREATE VIEW seen AS SELECT * FROM part; CREATE MATERIALIZED VIEW kept AS SELECT * FROM part;
  CREATE SEQUENCE worn MAXVALUE 3 CYCLE; SELECT nextval('worn') FROM generate_series(1, 3);
  CREATE STATISTICS together ON at, note FROM part;
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
  CREATE TRIGGER stamps BEFORE UPDATE OF note ON part FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE AGGREGATE total (integer) (SFUNC = int4pl, STYPE = integer);
  CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
  CREATE ROLE reader; CREATE ROLE "wr""iter" IN ROLE reader; GRANT SELECT ON part TO reader; ALTER TABLE above OWNER TO "wr""iter";
  ALTER TABLE long ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON long FOR SELECT TO reader USING (id > 0);
  ALTER DEFAULT PRIVILEGES FOR ROLE "wr""iter" GRANT SELECT ON TABLES TO reader;
  CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR reader SERVER far; CREATE FOREIGN TABLE away (a integer) SERVER far;
  CREATE PUBLICATION news FOR TABLE long WHERE (id > 0);
  SELECT lo_from_bytea(4711, 'large');
  ALTER ROLE reader SET work_mem = '8MB'; COMMENT ON TABLE part IS 'a comment';`;

describe.each(everyInstallation)('%s', (_, installation) => {
  let server: JudgedServer;
  beforeAll(async () => {
    server = await judgedServer(installation);
  });

  const judgeAll = async (database = 'shop') => {
    const answers: string[] = [];
    for (const check of [...perServer, ...perDatabase]) {
      for (const found of await server.judge(check, perServer.includes(check) ? 'postgres' : database))
        answers.push(`${check}: ${JSON.stringify(found)}`);
    }
    return answers;
  };

  test('a cluster that was just made is sound', async () => {
    expect(await judgeAll('template1')).toEqual([]);
  });

  test('so is a database with objects of every kind', async () => {
    await server.sql(manyKinds);
    expect(await judgeAll()).toEqual([]);
    await server.sql('VACUUM ANALYZE');
    expect(await judgeAll()).toEqual([]);
    await server.judge('files');
    expect(server.objects()).toBeGreaterThan(200);
    await server.judge('sequences');
    expect(server.objects()).toBe(3);
  });

  test('so it is after most rows were deleted, VACUUM, VACUUM FULL, TRUNCATE, REINDEX and CLUSTER', async () => {
    await server.sql('DELETE FROM part WHERE id > 10; DELETE FROM long WHERE id > 5');
    await server.sql('VACUUM');
    expect(await judgeAll()).toEqual([]);
    await server.sql('VACUUM FULL');
    await server.sql('TRUNCATE refers; CLUSTER long USING long_pkey; REFRESH MATERIALIZED VIEW kept');
    await server.sql('REINDEX DATABASE shop');
    await server.sql('REINDEX SYSTEM shop');
    expect(await judgeAll()).toEqual([]);
  });

  test('so is what pg_restore makes of its dump', async () => {
    const run = async (...command: readonly string[]) => {
      const { code, stderr } = await server.sandbox.run(command, { PGUSER: 'postgres' });
      expect([code, stderr]).toEqual([0, '']);
    };
    await run('pg_dump', '--format=custom', `--file=${server.sandbox.at('tmp/dump')}`, 'shop');
    await run('createdb', 'restored');
    await run('pg_restore', '--dbname=restored', '--exit-on-error', server.sandbox.at('tmp/dump'));
    expect(await judgeAll('restored')).toEqual([]);
  });

  test('so it is while others lock, build an index concurrently, vacuum and have temporary tables', async () => {
    await server.session('CREATE TEMPORARY TABLE mine AS SELECT i FROM generate_series(1, 5000) AS i; ANALYZE mine');
    const holder = await server.session(
      'BEGIN; LOCK TABLE long IN ACCESS EXCLUSIVE MODE; INSERT INTO above VALUES (1)',
    );
    const index = 'CREATE INDEX CONCURRENTLY above_idx ON above (a)';
    server.sandbox.start(['psql', '-X', '-c', index], { PGUSER: 'postgres', PGDATABASE: 'shop' });
    await eventually(
      'the index',
      async () =>
        (await server.sql(
          "SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indexrelid = to_regclass('above_idx')",
        )) === '1',
    );
    expect(await judgeAll()).toEqual([]);
    holder.kill();
    await holder.exited;
  });

  test('so it is after a crash, which empties unlogged tables', async () => {
    await server.whileStopped(() => {}, 'SIGQUIT');
    expect(await server.sql('SELECT count(*) FROM unlogged')).toBe('0');
    expect((await judgeAll()).filter((answer) => !answer.includes('above_idx'))).toEqual([]);
  });

  test('a role without any right sees no damage either', async () => {
    await server.sql('REVOKE pg_monitor, pg_read_all_data FROM pgfleet_check; DROP INDEX above_idx');
    expect(await judgeAll()).toEqual([]);
  });
});
