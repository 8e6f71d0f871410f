import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { letChecksIn, prepareChecks } from './checks';
import { newSandbox } from './environment';
import { eventually } from './eventually';
import { installationOf } from './installation';
import type { Result, RunningProcess } from './process';
import type { Sandbox } from './sandbox';

/** A stopped server with data of many kinds, of which every test of damage gets a copy of its own. */
export interface Prepared {
  readonly sandbox: Sandbox;
  readonly major: string;
  /** Path of a relation's first file below the data directory; "toast of X" is that of its toast table. */
  readonly files: Readonly<Record<string, string>>;
  /** Puts a fresh copy in the place of the data. Nothing may run on it. */
  readonly renew: () => void;
  readonly start: () => Promise<RunningProcess>;
  readonly psql: (sql: string, database?: string) => Promise<Result>;
  /** The data as it was before the last changes: for pages that are torn or stale. */
  readonly earlier: (path: string) => string;
  readonly data: (path: string) => string;
}

export const preparedServer = async (major: string): Promise<Prepared> => {
  const sandbox = await newSandbox(installationOf(major), { settings });
  await initialise(sandbox, ['--wal-segsize=1']);
  const { host } = sandbox;
  const files: Record<string, string> = {};
  const withServer = async (work: () => Promise<void>) => {
    const server = await start(sandbox);
    await work();
    await stop(server);
  };
  await withServer(async () => {
    await sandbox.query(icuDatabase);
    await sandbox.query(objects, inShop);
    await sandbox.query('VACUUM (ANALYZE) orders, articles, documents, customers, ledger', inShop);
    await sandbox.query('ANALYZE', inShop);
    await prepareChecks(sandbox);
  });
  replaceBy(host('pgdata/earlier'), host('pgdata/data'));
  await withServer(async () => {
    for (const change of laterChanges) await sandbox.query(change, inShop);
    Object.assign(files, await filesOf(sandbox));
  });
  replaceBy(host('pgdata/template'), host('pgdata/data'));
  return {
    sandbox,
    major,
    files,
    renew: () => replaceBy(host('pgdata/data'), host('pgdata/template')),
    start: () => start(sandbox),
    psql: (sql, database = 'shop') =>
      sandbox.run(['psql', '-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql], {
        PGUSER: 'postgres',
        PGOPTIONS: '-c allow_system_table_mods=on',
      }),
    earlier: (path) => host('pgdata/earlier', path),
    data: (path) => host('pgdata/data', path),
  };
};

/** Data with checksums, and the files that let checks in. */
export const initialise = async (sandbox: Sandbox, options: readonly string[] = []): Promise<void> => {
  await letChecksIn(sandbox);
  sandbox.write('pgfleet/config/pg_hba.conf', `${replicationOfSuperuser}${sandbox.read('pgfleet/config/pg_hba.conf')}`);
  const { code, stderr } = await sandbox.run(['initdb', ...initdb, ...options]);
  if (code !== 0) throw new Error(stderr);
};

/** For pg_basebackup by hand. */
const replicationOfSuperuser = 'local replication postgres peer map=pgfleet\n';
const inShop = { PGDATABASE: 'shop' };

/** Ends the server as `pg_ctl stop` does. */
export const stop = async (server: RunningProcess): Promise<void> => {
  await server.signal('SIGINT');
  await server.exited;
};

export const start = async (sandbox: Sandbox): Promise<RunningProcess> => {
  const conf = sandbox.at('pgfleet/config/postgresql.conf');
  const server = sandbox.start(['postgres', '-D', sandbox.at('pgdata/data'), '-c', `config_file=${conf}`]);
  let over = false;
  void server.exited.then(() => (over = true));
  await eventually(server.output, async () => over || (await sandbox.run(['pg_isready', '--quiet'])).code === 0);
  return server;
};

const replaceBy = (target: string, source: string): void => {
  if (existsSync(target)) rmSync(target, { recursive: true });
  execFileSync('cp', ['-a', source, target]);
};

const filesOf = async (sandbox: Sandbox): Promise<Record<string, string>> => {
  const rows = await sandbox.query(
    `SELECT coalesce('toast of ' || owner.relname, c.relname), pg_relation_filepath(c.oid) FROM pg_class c
     LEFT JOIN pg_class owner ON owner.reltoastrelid = c.oid WHERE c.relkind IN ('r', 'i', 'S', 't', 'm')`,
    inShop,
  );
  const template0 = await sandbox.query("SELECT 'base/' || oid FROM pg_database WHERE datname = 'template0'");
  const pairs = rows.split('\n').map((row) => row.split('|') as [string, string]);
  return { ...Object.fromEntries(pairs), template0 };
};

const initdb = ['--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--data-checksums'];

/** Nothing but the tests works on the tables; and what the tests read stays in memory. */
const settings = [
  'shared_buffers = 64MB',
  'max_connections = 40',
  'autovacuum_naptime = 2147483',
  'autovacuum_freeze_max_age = 2000000000',
  'autovacuum_multixact_freeze_max_age = 2000000000',
  'restart_after_crash = on',
  'log_min_messages = warning',
];

const icuDatabase =
  "CREATE DATABASE shop TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de' LOCALE 'C.UTF-8' ENCODING 'UTF8'";

/** Incompressible text of that many times 32 characters. */
const long = (times: number) =>
  `(SELECT string_agg(md5((n * 1000 + part)::text), '') FROM generate_series(1, ${times}) part)`;

const objects = `
CREATE TABLE orders (id bigint PRIMARY KEY, customer integer NOT NULL, note text);
INSERT INTO orders SELECT n, n % 97, repeat('order ' || n, 5) FROM generate_series(1, 4000) n;
CREATE INDEX orders_customer_idx ON orders (customer);

-- Never vacuumed: none of its pages is all-visible.
CREATE TABLE journal (id bigint PRIMARY KEY, note text);
INSERT INTO journal SELECT n, repeat('entry ' || n, 5) FROM generate_series(1, 2000) n;

CREATE TABLE documents (id bigint PRIMARY KEY, body text, summary text);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
INSERT INTO documents SELECT n, ${long(200)}, ${long(20)} || repeat('summary ' || n, 3000) FROM generate_series(1, 20) n;

CREATE TABLE customers (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, street text);
INSERT INTO customers (email, street) SELECT 'c' || n || '@example.org', 'Street ' || n FROM generate_series(1, 1500) n;

CREATE TABLE articles (id integer PRIMARY KEY, code text NOT NULL, tags integer[] NOT NULL, made timestamptz NOT NULL, place point NOT NULL);
INSERT INTO articles SELECT n, md5(n::text), ARRAY[n % 7, n % 11, n], timestamptz '2026-01-01' + n * interval '1 hour', point(n, n) FROM generate_series(1, 2000) n;
CREATE INDEX articles_tags_idx ON articles USING gin (tags);
CREATE INDEX articles_code_idx ON articles USING hash (code);
CREATE INDEX articles_made_idx ON articles USING brin (made);
CREATE INDEX articles_place_idx ON articles USING gist (place);

CREATE TABLE ledger (id integer PRIMARY KEY, amount integer NOT NULL, note text) WITH (fillfactor = 40);
INSERT INTO ledger SELECT n, n, repeat('line ' || n, 4) FROM generate_series(1, 500) n;
CREATE INDEX ledger_amount_idx ON ledger (amount);

-- Long and compressible: the values are compressed, and stay in the row.
CREATE TABLE reports (id integer PRIMARY KEY, body text);
INSERT INTO reports SELECT n, repeat(md5(n::text), 20) || (SELECT string_agg(md5(part::text), '') FROM generate_series(1, 20) part) || repeat('x', 3000) FROM generate_series(1, 20) n;

CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE moods (id integer PRIMARY KEY, mood mood NOT NULL);
INSERT INTO moods VALUES (1, 'good'), (2, 'bad');
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER stamp BEFORE UPDATE ON moods FOR EACH ROW EXECUTE FUNCTION stamp();

CREATE TABLE measures (day date NOT NULL, value integer) PARTITION BY RANGE (day);
CREATE TABLE measures_2026 PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX measures_day_idx ON measures (day);
INSERT INTO measures SELECT date '2026-01-01' + n, n FROM generate_series(0, 364) n;
CREATE MATERIALIZED VIEW totals AS SELECT customer, count(*) FROM orders GROUP BY customer;
CREATE TABLE untouched (id integer PRIMARY KEY);
INSERT INTO untouched VALUES (1);
`;

/** After the statistics, each in a transaction of its own: nothing knows the size of the new table, and its rows are not read again. */
const laterChanges = [
  "UPDATE ledger SET amount = amount + 1000, note = note || ' changed'",
  'CREATE TABLE fresh (id integer PRIMARY KEY, note text)',
  "INSERT INTO fresh SELECT n, repeat('fresh ' || n, 4) FROM generate_series(1, 2000) n",
];
