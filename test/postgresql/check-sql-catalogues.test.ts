import { readFileSync, writeFileSync } from 'node:fs';
import { everyInstallation } from './harness/installation';
import { codes, disposeJudged, type JudgedServer, judgedServer, tampering } from './harness/sql-check';

afterAll(disposeJudged);

type Expected = readonly [code: string, names: RegExp];

const ofOrders = "'sales.orders'::regclass";

/** Rows of catalogues that change with nothing to clean up behind them, and what then must be found among others. */
const damages: readonly (readonly [string, ...Expected[]])[] = [
  [
    "DELETE FROM pg_proc WHERE proname = 'stamp'",
    ['catalogue-reference', /pg_trigger \(tgfoid\)/],
    ['catalogue-dependency', /pg_depend \(refobjid\): 1 objects that pg_catalog.pg_proc/],
  ],
  [
    "DELETE FROM pg_class WHERE relname = 'orders'",
    ['catalogue-reference', /pg_attribute \(attrelid\)/],
    ['catalogue-shared-dependency', /pg_shdepend \(objid\)/],
  ],
  ["DELETE FROM pg_namespace WHERE nspname = 'sales'", ['catalogue-reference', /pg_class \(relnamespace\)/]],
  [
    `DELETE FROM pg_attribute WHERE attrelid = ${ofOrders} AND attname = 'note'`,
    ['catalogue-columns', /sales\.orders$/],
  ],
  [
    `DELETE FROM pg_attribute WHERE attrelid = ${ofOrders} AND attname = 'id'`,
    ['catalogue-columns', /sales\.orders$/],
    ['catalogue-dependency', /objects that pg_catalog\.pg_class does not have: \d+, 1$/],
    ['catalogue-reference', /pg_attrdef \(adrelid, adnum\).*: \d+, 1$/],
    ['catalogue-reference', /pg_constraint \(conrelid, conkey\).*: \d+, 1 \(in orders_pkey\);/],
  ],
  ["UPDATE pg_class SET relnatts = relnatts + 1 WHERE relname = 'orders'", ['catalogue-columns', /sales\.orders$/]],
  [
    "DELETE FROM pg_type WHERE typname = 'mood'",
    ['catalogue-column-type', /sales\.orders$/],
    ['catalogue-reference', /pg_attribute \(atttypid\)/],
  ],
  [
    `UPDATE pg_attribute SET attlen = 8 WHERE attrelid = ${ofOrders} AND attname = 'id'`,
    ['catalogue-column-type', /sales\.orders$/],
  ],
  ["DELETE FROM pg_index WHERE indexrelid = 'sales.orders_pkey'::regclass", ['catalogue-index', /sales\.orders_pkey$/]],
  ["UPDATE pg_class SET relkind = 'v' WHERE relname = 'orders_pkey'", ['catalogue-index', /sales\.orders_pkey$/]],
  ["DELETE FROM pg_type WHERE typname = 'orders'", ['catalogue-row-type', /sales\.orders$/]],
  [
    "UPDATE pg_class SET reltoastrelid = 0 WHERE relname = 'orders'",
    ['catalogue-toast', /need a toast table.*sales\.orders$/],
    ['catalogue-toast', /belong to no table: pg_toast\.pg_toast_\d+$/],
  ],
  [
    "UPDATE pg_class SET reltoastrelid = 'sales.orders_pkey'::regclass WHERE relname = 'orders'",
    ['catalogue-toast', /lack their.*sales\.orders$/],
  ],
  ["DELETE FROM pg_rewrite WHERE ev_class = 'sales.seen'::regclass", ['catalogue-part', /sales\.seen$/]],
  [
    "DELETE FROM pg_sequence WHERE seqrelid = 'sales.orders_id_seq'::regclass",
    ['catalogue-part', /sales\.orders_id_seq$/],
  ],
  [
    "DELETE FROM pg_inherits WHERE inhrelid = 'sales.part_1'::regclass",
    ['catalogue-part', /pg_inherits.*sales\.part_1$/],
  ],
  ['DELETE FROM pg_partitioned_table', ['catalogue-part', /sales\.part$/]],
  ["DELETE FROM pg_constraint WHERE conname = 'positive'", ['catalogue-part', /CHECK.*sales\.orders$/]],
  [`DELETE FROM pg_attrdef WHERE adrelid = ${ofOrders}`, ['catalogue-part', /pg_attrdef.*sales\.orders$/]],
  [
    // As a damaged index lets it happen.
    `UPDATE pg_index SET indisready = false WHERE indexrelid = 'pg_enum_typid_label_index'::regclass;
    INSERT INTO pg_enum SELECT 99999, enumtypid, enumsortorder + 1, enumlabel FROM pg_enum;
    UPDATE pg_index SET indisready = true WHERE indexrelid = 'pg_enum_typid_label_index'::regclass`,
    ['catalogue-duplicate', /pg_enum \(enumtypid, enumlabel\): 1 values that are there twice: \d+, good$/],
  ],
  // The last: all databases share it.
  [
    "DELETE FROM pg_authid WHERE rolname = 'clerk'",
    ['catalogue-reference', /pg_class \(relowner\).*\d \(in orders\)/],
    ['catalogue-shared-dependency', /pg_shdepend \(refobjid\): \d+ objects that pg_catalog.pg_authid/],
  ],
];

const schema = `CREATE SCHEMA sales; CREATE TYPE mood AS ENUM ('good'); CREATE ROLE clerk;
  CREATE TABLE sales.orders (id serial PRIMARY KEY, note text, mood mood, CONSTRAINT positive CHECK (id > 0));
  ALTER TABLE sales.orders OWNER TO clerk;
  CREATE VIEW sales.seen AS SELECT 1 AS one;
  CREATE TABLE sales.part (id integer) PARTITION BY RANGE (id); CREATE TABLE sales.part_1 PARTITION OF sales.part DEFAULT;
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
  CREATE TRIGGER stamps BEFORE UPDATE ON sales.orders FOR EACH ROW EXECUTE FUNCTION stamp();`;

describe.each(everyInstallation)('%s', (_, installation) => {
  let server: JudgedServer;
  beforeAll(async () => {
    server = await judgedServer(installation);
    await server.sql(schema);
  });

  test('every damage is found, and named', async () => {
    const missed: string[] = [];
    expect(await server.judge('catalogues')).toEqual([]);
    for (const [index, [statements, ...expected]] of damages.entries()) {
      const PGDATABASE = `copy_${index}`;
      await server.sql(`CREATE DATABASE ${PGDATABASE} TEMPLATE shop`, { PGDATABASE: 'postgres' });
      for (const statement of statements.split(';')) await server.sql(statement, { PGDATABASE, ...tampering });
      const found = await server.judge('catalogues', PGDATABASE);
      for (const [code, names] of expected) {
        if (!found.some((one) => one.code === code && names.test(`${one.object}: ${one.detail}`)))
          missed.push(`${statements}: ${code}: ${JSON.stringify(found)}`);
      }
      expect([statements, codes(found)]).toEqual([statements, expect.not.arrayContaining(['catalogue-unreadable'])]);
    }
    expect(missed).toEqual([]);
  });

  test('what all databases share is said of none of them', async () => {
    const found = await server.judge('catalogues', 'shop');
    expect(
      found.filter(({ object }) => object.includes('pg_shdepend (refobjid)')).map(({ database }) => database),
    ).toEqual([null]);
    expect(found.filter(({ object }) => object.includes('pg_class')).map(({ database }) => database)).toEqual(['shop']);
  });

  test('a catalogue that cannot be read is a finding, and the others are judged', async () => {
    const { sandbox, sql, judge } = server;
    const PGDATABASE = 'unreadable';
    await sql(`CREATE DATABASE ${PGDATABASE} TEMPLATE shop`, { PGDATABASE: 'postgres' });
    const file = sandbox.host(
      'pgdata/data',
      await sql("SELECT pg_relation_filepath('pg_description')", { PGDATABASE }),
    );
    await server.whileStopped(() => {
      const pages = readFileSync(file);
      writeFileSync(file, pages.fill(0x5a, 8192 + 100, 8192 + 200));
    });
    await sql("DELETE FROM pg_rewrite WHERE ev_class = 'sales.seen'::regclass", { PGDATABASE, ...tampering });
    const found = await judge('catalogues', PGDATABASE);
    expect(found).toContainEqual({
      code: 'catalogue-unreadable',
      database: PGDATABASE,
      object: 'pg_catalog.pg_description (classoid)',
      detail: expect.stringMatching(/^invalid page in block 1 of relation .* \(SQLSTATE XX001\)$/),
    });
    expect(codes(found)).toContain('catalogue-part');
    expect(codes(found)).toContain('catalogue-reference');
    const [failed] = await judge('checksums', 'postgres', { PGFLEET_CHECKSUMS: 'on' });
    expect(failed).toEqual({
      code: 'checksums-failed',
      database: PGDATABASE,
      object: 'database unreadable',
      detail: expect.stringMatching(/^\d+ failures, the last at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
    });
    await sql('SELECT pg_stat_reset()', { PGDATABASE });
    expect(await judge('checksums', 'postgres')).toEqual([]);
  });
});
