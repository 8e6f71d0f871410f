import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNames } from '../../lib/config/schema/checks';
import { checkLevels, checksOf } from '../../lib/defaults/checks/levels';
import type { ActiveChecks } from '../../lib/defaults/environment';
import { codes, environment, noBackup, problems, shortest } from './resolved';

const text = (checks: string, rest = shortest): string => `checks: ${checks}\n${rest}`;
const checks = (values: string, rest = shortest): ActiveChecks => {
  const found = environment(text(values, rest)).checks;
  if (found.level === 'none') throw new Error('there are none');
  return found;
};
const development = `profile: development\n${shortest}`;
const ephemeral = 'database: {name: orders, owner: orders, storage: {ephemeral: true}}\n';

test('production is checked every night without a word, with reports that are kept', () => {
  expect(environment(shortest).checks).toEqual({
    level: 'standard',
    schedule: '24 4 * * *',
    timeZone: 'Etc/UTC',
    fullSchedule: undefined,
    onSync: undefined,
    databases: 'all',
    skip: [],
    tables: [],
    expectations: [],
    jobs: 1,
    statementSeconds: 3600,
    deadlineSeconds: 21_600,
    priorityClassName: '',
    failOn: 'warning',
    report: { size: '1Gi', sizeBytes: 2 ** 30, storageClass: undefined, keep: 30 },
  });
});

test('development is not, and what it writes of checks without a level has no effect', () => {
  expect(environment(development).checks).toEqual({ level: 'none' });
  expect(problems(text('{schedule: H 1 * * *, jobs: 2}', development))).toEqual([
    '1:10 no-effect: checks.schedule has no effect: checks.level is none',
    '1:31 no-effect: checks.jobs has no effect: checks.level is none',
  ]);
  expect(checks('{level: quick}', development)).toMatchObject({ level: 'quick', report: undefined });
});

test('what is inherited is dropped in silence where it has no effect', () => {
  const defaults = `owner: team
images: {postgres: "registry.example/postgres:17"}
checks:
  level: standard
  full: {schedule: H 2 * * 0}
  tables: [customers]
  statementSeconds: 7200
database: {enableChecksums: true}
${noBackup}`;
  const found = (values: string, rest = shortest) => environment(text(values, rest), { defaults });
  expect(found('{level: none}').checks).toEqual({ level: 'none' });
  expect(found('{level: full}').checks).toMatchObject({ level: 'full', fullSchedule: undefined });
  expect(found('{skip: [tables]}').checks).toMatchObject({ tables: [], skip: ['tables'] });
  expect(found('{deadlineSeconds: 600}').checks).toMatchObject({ statementSeconds: 600 });
  expect(found('{jobs: 2}', ephemeral)).toMatchObject({
    checks: { report: undefined, jobs: 2 },
    database: { enableChecksums: false },
  });
});

test('tables and conditions are of the database of the environment, unless they name another', () => {
  const { tables, expectations } = checks(
    `{tables: [customers, {schema: shop, name: orders, rows: 1}, {database: other, name: "a.b"}],
      expect: [{name: a, sql: SELECT 1, equals: "1"}, {name: b, database: other, sql: SELECT 2, equals: "2"}]}`,
  );
  expect(tables).toEqual([
    { database: 'orders', schema: 'public', name: 'customers', rows: undefined },
    { database: 'orders', schema: 'shop', name: 'orders', rows: 1 },
    { database: 'other', schema: 'public', name: 'a.b', rows: undefined },
  ]);
  expect(expectations).toEqual([
    { name: 'a', database: 'orders', sql: 'SELECT 1', equals: '1' },
    { name: 'b', database: 'other', sql: 'SELECT 2', equals: '2' },
  ]);
});

test.each([
  [
    '{tables: [shop.orders]}',
    '1:19 invalid-value: "shop.orders" has a dot: {schema: "shop", name: "orders"} is a table of another schema, {name: "shop.orders"} one that is called so',
  ],
  ['{tables: [a, {schema: public, name: a}]}', '1:22 invalid-value: "a" is twice in checks.tables'],
  ['{databases: [a, orders, a]}', '1:33 invalid-value: "a" is twice in checks.databases'],
  ['{skip: [heap, heap]}', '1:23 invalid-value: "heap" is twice in checks.skip'],
  [
    '{expect: [{name: a, sql: x, equals: x}, {name: a, sql: y, equals: y}]}',
    '1:49 invalid-value: "a" is twice in checks.expect',
  ],
  ['{databases: [all]}', '1:22 invalid-value: every database is "databases: all", without a list'],
  ['{databases: [template0]}', '1:22 invalid-value: "template0" lets nobody in, so that it cannot be checked'],
  [
    '{databases: [a], tables: [{database: b, name: c}]}',
    '1:46 invalid-value: "b", the database of checks.tables[0], is not one of checks.databases, so that nobody looks at it: name it there as well',
  ],
  [
    '{databases: [a], expect: [{name: a, sql: x, equals: x}]}',
    '1:35 invalid-value: "orders", the database of checks.expect[0], is not one of checks.databases, so that nobody looks at it: name it there as well',
  ],
  [
    '{skip: [tables], tables: [a]}',
    '1:26 no-effect: checks.tables has no effect: checks.skip leaves the check "tables" out',
  ],
  [
    '{skip: [expect], expect: [{name: a, sql: x, equals: x}]}',
    '1:26 no-effect: checks.expect has no effect: checks.skip leaves the check "expect" out',
  ],
  [
    '{level: full, full: {schedule: H 2 * * 0}}',
    '1:23 no-effect: checks.full has no effect: checks.level is full, so that checks.schedule makes the same check',
  ],
  [
    '{statementSeconds: 30000}',
    '1:28 invalid-value: checks.statementSeconds is 30000, more than the 21600 of checks.deadlineSeconds: raise that as well',
  ],
  [
    '{level: quick, skip: [settings, checksums, collations, catalogues, files]}',
    '1:30 invalid-value: checks.skip leaves nothing to do at level quick: level none is without checks',
  ],
  [
    '{onSync: quick, skip: [settings, checksums, collations, catalogues, files]}',
    '1:31 invalid-value: checks.skip leaves nothing to do at level quick, which checks.onSync asks for',
  ],
  [
    '{schedule: 0 2 * * *, full: {schedule: 0 2 * * 0}}',
    '1:48 invalid-value: checks.full.schedule starts in the same minute as checks.schedule, and both would read the same tables at once: move it',
  ],
  ['{schedule: null}', '1:10 missing-key: checks.schedule is missing: when checks are made'],
  [
    '{full: {schedule: null}}',
    '1:17 missing-key: checks.full.schedule is missing: "full: null" is without full checks',
  ],
  ['{timeZone: Mars}', expect.stringMatching(/^1:20 invalid-value: checks.timeZone "Mars"/)],
  ['{report: {size: 1Mi}}', '1:25 resources: checks.report.size is "1Mi", and must be at least 256Mi'],
  ['{report: {size: null}}', '1:19 missing-key: checks.report.size is missing'],
  ['{skip: [head]}', expect.stringMatching(/^1:17 invalid-value: .*did you mean "heap"/)],
  ['{onSync: always}', expect.stringMatching(/^1:18 invalid-value: checks.onSync must be "none", "quick"/)],
  ['{expect: [{name: a, sql: x, equals: 0}]}', expect.stringMatching(/^1:45 invalid-value: .*quote it, "0"/)],
])('%s is refused', (values, message) => expect(problems(text(values))).toEqual([message]));

test('what is skipped leaves something to do where a table or a condition is there', () =>
  expect(
    codes(text('{level: quick, skip: [settings, checksums, collations, catalogues, files], tables: [a]}')),
  ).toEqual([]));

test('a claim of reports keeps thirty of them, or as many as are asked for', () => {
  expect(checks('{level: quick, report: {size: 512Mi}}', development).report).toMatchObject({
    size: '512Mi',
    keep: 30,
  });
  expect(checks('{report: {keep: 3, storageClass: slow}}').report).toMatchObject({ keep: 3, storageClass: 'slow' });
  expect(checks('{report: null}').report).toBeUndefined();
});

test('a claim of reports does not outlive ephemeral storage', () => {
  expect(checks('{level: quick}', ephemeral).report).toBeUndefined();
  expect(problems(text('{report: {keep: 3}}', ephemeral))).toEqual([
    '1:10 no-effect: checks.report has no effect: reports on a claim would outlive ephemeral storage, of which they speak',
  ]);
});

test('what a ConfigMap cannot hold is said before there is one', () => {
  const expect100 = Array.from({ length: 100 }, (_, index) => ({
    name: `q${index}`,
    sql: 'x'.repeat(10_000),
    equals: '0',
  }));
  expect(
    problems(
      `${JSON.stringify({ checks: { expect: expect100 } }).slice(0, -1)}, ${JSON.stringify({ database: { name: 'a', owner: 'a' } }).slice(1)}`,
    ),
  ).toEqual([
    expect.stringMatching(
      /invalid-value: checks.tables and checks.expect have 1005[0-9]{3} bytes together, and a ConfigMap/,
    ),
  ]);
});

test('H is the same for ever: these minutes must not change with a new version', () => {
  const { schedule, fullSchedule } = checks('{full: {schedule: H H(0-5) * * 0}}');
  expect([schedule, fullSchedule]).toEqual(['24 4 * * *', '22 1 * * 0']);
});

test('the schedules of backups may meet those of checks', () => {
  const backup =
    'backup: {method: pgDump, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 1}, schedule: {full: 0 4 * * *}}\n';
  expect(codes(text('{schedule: 0 4 * * *}', backup + shortest))).toEqual([]);
});

describe('a server must have room for checks', () => {
  const database = (parameters: string): string => `database: {name: a, owner: a, parameters: ${parameters}}\n`;

  test('half of its connections are for others', () => {
    expect(problems(text('{jobs: 11}', database('{max_connections: 20}')))).toEqual([
      '1:16 invalid-value: checks.jobs is 11, more than half of the 20 of max_connections: applications would find no place',
    ]);
    expect(codes(text('{jobs: 10}', database('{max_connections: 20}')))).toEqual([]);
    expect(codes(text('{level: none}', database('{max_connections: 10}')))).toEqual([]);
    expect(problems(text('{jobs: 16, level: quick}', development))).toEqual([
      expect.stringContaining('more than half of the 20 of max_connections'),
    ]);
  });

  test.each([
    ['{level: full}', '1:17', 'level'],
    ['{full: {schedule: H 2 * * 0}}', '1:16', 'full'],
    ['{onSync: full}', '1:18', 'onSync'],
  ])('%s needs a WAL sender', (values, place, key) => {
    const without = database('{MAX_WAL_SENDERS: 0, wal_level: minimal}');
    expect(problems(text(values, without))).toEqual([
      `${place} invalid-value: checks.${key} asks for level full, whose check "pages" reads the server as a backup does, and max_wal_senders is 0: raise it, or name pages in checks.skip`,
    ]);
    expect(codes(text(values.replace(/}$/, ', skip: [pages]}'), without))).toEqual([]);
    expect(codes(text('{level: standard}', without))).toEqual([]);
  });
});

describe('checksums of existing data', () => {
  const database = (more: string): string => `database: {name: a, owner: a, ${more}}\n`;

  test('are enabled on request', () => {
    expect(environment(shortest).database.enableChecksums).toBe(false);
    expect(environment(database('enableChecksums: true')).database.enableChecksums).toBe(true);
  });

  test.each([
    [
      'dataChecksums: false, enableChecksums: true',
      '1:70 invalid-value: database.enableChecksums is true, but database.dataChecksums is false: data that is made again would be without them',
    ],
    [
      'storage: {ephemeral: true}, enableChecksums: true',
      expect.stringMatching(/^1:59 no-effect: database.enableChecksums has no effect: ephemeral storage is made again/),
    ],
    ['enableChecksums: false', expect.stringMatching(/^1:48 invalid-value: database.enableChecksums must be true/)],
  ])('%s is refused', (more, message) => expect(problems(database(more))).toEqual([message]));
});

test('each level holds the checks before it, and the last one all of them', () => {
  expect(Object.keys(checkLevels)).toEqual([...checkNames]);
  expect(checksOf('full')).toEqual([...checkNames]);
  expect(checksOf('standard')).toEqual(expect.arrayContaining([...checksOf('quick')]));
});

test('check.sh has the same checks at the same levels', () => {
  const script = readFileSync(join(__dirname, '../../lib/scripts/checks/check.sh'), 'utf8');
  const table = /^checks='\n([^']+)'$/m.exec(script)?.[1] ?? '';
  const rows = table.trim().split('\n');
  expect(Object.fromEntries(rows.map((row) => row.split(/ +/).slice(0, 2)))).toEqual(checkLevels);
  expect(rows.map((row) => row.split(' ')[0])).toEqual([...checkNames]);
});
