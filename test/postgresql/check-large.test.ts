import { check, prepareChecks } from './harness/checks';
import { disposeAll, newSandbox } from './harness/environment';
import { installationOf } from './harness/installation';
import { initialise, start } from './harness/prepared';

afterAll(disposeAll);

/** A scale of pgbench is 15 MB of tables and indexes. */
const scale = 70;

const more = `
CREATE TABLE documents (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text, summary text);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
INSERT INTO documents (body, summary)
  SELECT (SELECT string_agg(md5((n * 1000 + part)::text), '') FROM generate_series(1, 300) part), repeat('summary ' || n, 3000)
  FROM generate_series(1, 2000) n;
CREATE TABLE measures (day date NOT NULL, place integer NOT NULL, value numeric) PARTITION BY RANGE (day);
CREATE TABLE measures_first PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE measures_second PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON measures (day, place);
INSERT INTO measures SELECT date '2025-01-01' + n % 730, n % 50, n / 7.0 FROM generate_series(1, 100000) n;
CREATE TABLE articles (id integer PRIMARY KEY, code text NOT NULL, tags integer[] NOT NULL, made timestamptz NOT NULL);
INSERT INTO articles SELECT n, md5(n::text), ARRAY[n % 7, n % 11, n], timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 50000) n;
CREATE INDEX ON articles USING gin (tags);
CREATE INDEX ON articles USING hash (code);
CREATE INDEX ON articles USING brin (made);
CREATE INDEX ON articles (code) INCLUDE (made) WHERE id % 2 = 0;
CREATE INDEX ON articles (lower(code));
CREATE MATERIALIZED VIEW days AS SELECT day, sum(value) FROM measures GROUP BY day;
CREATE UNLOGGED TABLE sessions (id integer PRIMARY KEY);
`;

test('a sound database of 1 GB, after traffic, gives no finding', async () => {
  const settings = ['shared_buffers = 128MB', 'max_wal_size = 256MB', 'maintenance_work_mem = 128MB'];
  const sandbox = await newSandbox(installationOf('17'), { settings });
  await initialise(sandbox);
  await start(sandbox);
  const pgbench = async (...options: readonly string[]) => {
    const { code, stderr } = await sandbox.run(['pgbench', ...options, 'shop'], { PGUSER: 'postgres' });
    if (code !== 0) throw new Error(stderr);
  };
  await sandbox.query('CREATE DATABASE shop');
  await pgbench('--initialize', '--quiet', `--scale=${scale}`, '--foreign-keys');
  await sandbox.query(more, { PGDATABASE: 'shop' });
  await prepareChecks(sandbox);
  await pgbench('--client=4', '--transactions=2000');
  await sandbox.query('DELETE FROM articles WHERE id % 3 = 0', { PGDATABASE: 'shop' });
  expect(Number(await sandbox.query("SELECT pg_database_size('shop')"))).toBeGreaterThan(1e9);

  const { report } = await check(sandbox, 'full');
  expect(report.findings).toEqual([]);
  expect(report.checks.filter(({ state }) => state !== 'done')).toEqual([]);
}, 300_000);
