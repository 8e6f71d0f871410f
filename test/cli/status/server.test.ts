import { type Server, serversOf } from '../../../lib/cli/servers';
import { judgeAnswer } from '../../../lib/cli/status/server';
import { exampleEnvironment } from '../../constructs/example-environment';

const [{ target }] = serversOf(exampleEnvironment()) as readonly [Server];
const wanted = [{ schema: 'public', name: 'customers' }];
const answer = { version: '17.6', readOnly: false, tables: 4, missing: [] };

const said = (json: object | string, stderr = '') => ({
  stdout: `1\n${typeof json === 'string' ? json : JSON.stringify(json)}\n`,
  stderr,
});

const lines = (what: Parameters<typeof judgeAnswer>[3], tables = wanted) =>
  judgeAnswer('orders', target, tables, what).map(({ name, state, words }) => `${name} ${state}: ${words}`);

test('a server that answers has three good lines', () => {
  expect(lines(said(answer))).toEqual([
    'login ok: orders to orders, with the Secret postgres-app',
    'SELECT 1 ok: answers, PostgreSQL 17.6',
    'tables ok: 4, and all 1 expected are there',
  ]);
});

test('where no table is expected their number is shown', () => {
  expect(lines(said(answer), [])[2]).toBe('tables ok: 4; checks.tables expects none');
});

test('a table that is missing fails, and is named', () => {
  expect(lines(said({ ...answer, missing: ['public.customers'] }))[2]).toBe(
    'tables failed: 1 of 1 expected are not there: public.customers',
  );
});

test('a server in recovery answers, and is to look at', () => {
  expect(lines(said({ ...answer, readOnly: true }))[1]).toMatch(/^SELECT 1 warning: .* takes no changes/);
});

test('a question that fails leaves the login good', () => {
  expect(lines(said('', 'psql:status.sql:4: ERROR:  permission denied'))).toEqual([
    'login ok: orders to orders, with the Secret postgres-app',
    'SELECT 1 ok: answers',
    'tables failed: psql:status.sql:4: ERROR:  permission denied',
  ]);
});

test.each([
  [
    'psql: error: connection to server at "127.0.0.1", port 4711 failed: FATAL:  password authentication failed for user "orders"',
    'password authentication failed for user "orders"',
    'pgfleet logs orders --container agent: the role follows the Secret postgres-app within two minutes',
  ],
  ['psql: error: …: FATAL:  the database system is starting up', 'is starting up', 'pgfleet logs orders'],
])('a login that fails says why, and what next: %s', (stderr, words, next) => {
  const [line, ...more] = judgeAnswer('orders', target, wanted, { stdout: '', stderr });
  expect(more).toEqual([]);
  expect(line).toMatchObject({ name: 'login', state: 'failed', words: expect.stringContaining(words), next });
});
