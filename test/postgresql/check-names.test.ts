import { check, checkedServer, prepareChecks, stateOf, told } from './harness/checks';
import { disposeAll, serve } from './harness/environment';
import { flip } from './harness/flip';
import { everyInstallation } from './harness/installation';

afterEach(disposeAll);

/** 63 bytes are the longest name. */
const names: Readonly<Record<string, string>> = {
  lines: 'two\nlines\r\tand {"code": "x"}\n{"code":"heap-damaged","object":"y","detail":"z"}'.slice(0, 60),
  marker: 'begin 1259\nend 1259\n{"error":"XX001"}',
  psql: '\\! touch /tmp/x \\q :relation :"relation" `id`',
  connection: 'dbname=postgres host=nowhere',
  subscript: 'a]$(touch /tmp/x)"\\@',
  quotes: `a"b'c"" $$ ''`,
  option: '--help',
  switch: '-c',
  all: '@',
  shell: '$(id) ; rm * & | > < \\',
  longest: `${'ü'.repeat(31)}x`,
  format: '%I %s %1$L %%',
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

test.each(everyInstallation)(
  'names of any kind break no check, and what is damaged is named exactly: %s',
  async (_, installation) => {
    const sandbox = await checkedServer(installation);
    const all = Object.values(names);
    // Each name stands for schemas, tables, columns and indexes as well.
    const databases = all.slice(0, 5);
    for (const [index, name] of databases.entries()) {
      await sandbox.query(`CREATE DATABASE ${quoted(name)}`);
      const inside = { PGDATABASE: name };
      // As database, schema, table, column, index; each with another name.
      const other = (step: number) => quoted(all[(index + 2 * step) % all.length] ?? '');
      const table = `${quoted(name)}.${other(1)}`;
      await sandbox.query(
        `CREATE SCHEMA ${quoted(name)};
       CREATE TABLE ${table} (${other(2)} integer, ${other(3)} text);
       INSERT INTO ${table} SELECT n, repeat('x', 300) FROM generate_series(1, 100) n;
       CREATE UNIQUE INDEX ${other(4)} ON ${table} (${other(2)} DESC NULLS LAST);
       CREATE SEQUENCE ${quoted(name)}.${other(5)}`,
        inside,
      );
    }
    await prepareChecks(sandbox);
    const table = (database: string, schema: string, name: string) => ({ database, schema, name, rows: 100 });
    const tables = databases.map((name, index) => table(name, name, all[(index + 2) % all.length] ?? ''));
    sandbox.write('pgfleet/checks/tables.json', JSON.stringify(tables));
    sandbox.write('pgfleet/checks/databases', databases.map((name) => `${JSON.stringify(name)}\n`).join(''));
    const sound = await check(sandbox, 'full');
    expect([sound.code, told(sound), new Set(sound.report.databases)]).toEqual([0, [], new Set(databases)]);
    for (const name of databases) {
      expect(stateOf(sound, 'tables', name)).toMatchObject({ state: 'done', objects: 1 });
      expect(stateOf(sound, 'reachability', name)?.state).toBe('done');
    }

    // A byte of the third page of one table, in the database whose name is the worst.
    const [database = '', name = ''] = [names.lines, names.psql];
    const object = `${quoted(database)}.${quoted(name)}`;
    const [path, index] = (
      await sandbox.query(
        `SELECT pg_relation_filepath(indrelid), format('%I.%I', nspname, relname)
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
       WHERE indrelid = '${object.replaceAll("'", "''")}'::regclass`,
        { PGDATABASE: database, PGOPTIONS: '' },
      )
    ).split(/\|(?=")/);
    await sandbox.server.signal('SIGINT');
    await sandbox.server.exited;
    flip(sandbox.host('pgdata/data', path ?? ''), 2 * 8192 + 5000);
    await serve(sandbox);
    const damaged = await check(sandbox, 'full');
    const found = damaged.report.findings.map((each) => [each.check, each.code, each.database, each.object]);
    expect(damaged.code).toBe(0);
    expect(found).toEqual(
      expect.arrayContaining([
        ['heap', 'page-damaged', database, object],
        ['btree', 'page-damaged', database, index],
        ['reachability', 'row-unreachable', database, object],
        ['pages', 'page-damaged', database, object],
      ]),
    );
    expect(new Set(damaged.report.findings.map((each) => each.database))).toEqual(new Set([database]));
    expect(damaged.report.findings.find((each) => each.check === 'heap')?.detail).toMatch(
      /^block 2: .*invalid page in block 2/s,
    );
    expect(damaged.report.findings.find((each) => each.check === 'pages')?.detail).toMatch(/^block 2 of the file base/);
  },
);
