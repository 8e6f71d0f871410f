import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyInstallation } from './harness/installation';
import { query, type Server, startServer } from './harness/server';

const script = readFileSync(join(__dirname, '../../lib/scripts/status/status.sql'), 'utf8');

interface Answer {
  readonly version: string;
  readonly readOnly: boolean;
  readonly tables: number;
  readonly missing: readonly string[];
}

describe.each(everyInstallation)('%s', (_, installation) => {
  let server: Server;

  /** As the command does it: through psql, with the list as a variable. */
  const ask = async (...tables: readonly { readonly schema: string; readonly name: string }[]): Promise<Answer> => {
    const { sandbox } = server;
    const { code, stdout, stderr } = await sandbox.run(
      [
        ...['psql', '-X', '-A', '-t', '-q', '-w', '-v', 'ON_ERROR_STOP=1', '-v', `tables=${JSON.stringify(tables)}`],
        ...['-f', sandbox.at('status.sql')],
      ],
      { PGUSER: 'owner', PGDATABASE: 'postgres' },
    );
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    server = await startServer({ major: installation.major, hbaText: 'local all all trust\n' });
    server.sandbox.write('status.sql', script);
    await query(server, 'CREATE ROLE owner LOGIN');
  });
  afterAll(() => server.stop());

  test('an empty database has no tables, and a version without the words of its packager', async () => {
    const { version, ...rest } = await ask();
    expect(version).toMatch(/^[0-9]+\.[0-9]+$/);
    expect(rest).toEqual({ readOnly: false, tables: 0, missing: [] });
  });

  test('tables of people are counted, those of checks, temporary ones and parts of a table are not', async () => {
    await query(
      server,
      `CREATE TABLE customers (id integer); CREATE SCHEMA pgfleet; CREATE TABLE pgfleet.check_run (id integer);
       CREATE TABLE events (day date) PARTITION BY RANGE (day);
       CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
       CREATE TEMPORARY TABLE passing (id integer)`,
    );
    expect((await ask()).tables).toBe(2);
  });

  test('what is expected is found in a schema that the role may not use, whatever its name, and what is absent is named', async () => {
    await query(
      server,
      `CREATE SCHEMA "it's"; CREATE VIEW "it's"."a ""view""" AS SELECT 1; REVOKE ALL ON SCHEMA "it's" FROM PUBLIC`,
    );
    const { missing } = await ask(
      { schema: "it's", name: 'a "view"' },
      { schema: 'public', name: 'customers' },
      { schema: 'public', name: "'); DROP TABLE customers; --" },
      { schema: 'absent', name: 'orders' },
    );
    expect(missing).toEqual(['absent.orders', "public.'); DROP TABLE customers; --"]);
  });
});
