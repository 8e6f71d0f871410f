import { environment, problems } from './resolved';

const values = (parameters: string, more = ''): string =>
  `database:\n  name: orders\n  owner: orders\n  version: "15"\n${more}  parameters: ${parameters}\n`;
const found = (parameters: string, more = ''): string[] =>
  problems(values(parameters, more)).map((text) => text.replace(/^\S+ /, ''));
const setting = (parameters: string, name: string, more = '') =>
  environment(values(parameters, more)).database.settings.find((line) => line.name === name);

test('the tuning of the FEAF system can be written as parameters', () => {
  const feaf = `{shared_buffers: 256MB, effective_cache_size: 512MB, work_mem: 16MB, maintenance_work_mem: 128MB, random_page_cost: 1.1,
    checkpoint_completion_target: 0.9, wal_buffers: 16MB, autovacuum: true, autovacuum_max_workers: 3, log_min_duration_statement: 1000}`;
  const user = environment(values(feaf)).database.settings.filter(({ layer }) => layer === 'user');
  expect(Object.fromEntries(user.map(({ name, value }) => [name, value]))).toEqual({
    shared_buffers: '256MB',
    effective_cache_size: '512MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    random_page_cost: '1.1',
    checkpoint_completion_target: '0.9',
    wal_buffers: '16MB',
    autovacuum: 'on',
    autovacuum_max_workers: '3',
    log_min_duration_statement: '1000',
  });
});

test('a parameter that does not exist is refused with the name that was meant', () => {
  expect(found('{work_men: 16MB}')).toEqual([
    'parameter-unknown: work_men is not a parameter of PostgreSQL 15; did you mean "work_mem"?',
  ]);
});

test('a mistake is shown at the value', () => {
  expect(problems(values('{work_mem: 16mb}'))).toEqual([
    expect.stringMatching(/^5:26 parameter-value: work_mem "16mb" has the unit "mb"/),
  ]);
});

test.each([
  ['{listen_addresses: localhost}', /NetworkPolicies/],
  ['{PORT: 5433}', /the Service and the policies name it/],
  ['{ssl_cert_file: /x}', /certificates belong to tls/],
  ['{data_directory: /x}', /mount of the Pod/],
  ['{archive_command: "true"}', /follows backup.method/],
  ['{log_directory: /x}', /standard error/],
  ['{krb_server_keyfile: /x}', /would not exist/],
  ['{block_size: 8192}', /when the server is built/],
  ['{data_checksums: true}', /when the server is built or initdb runs/],
  ['{synchronous_standby_names: "*"}', /wait for ever/],
  ['{zero_damaged_pages: true}', /destroys damaged data/],
  ['{fsync: false}', /a crash would lose data/],
  ['{full_page_writes: "no"}', /a crash would lose data/],
])('%s is managed', (parameters, reason) => {
  const [only, ...more] = found(parameters);
  expect(only).toMatch(/^parameter-managed/);
  expect(only).toMatch(reason);
  expect(more).toEqual([]);
});

test('fsync may be off where the data is thrown away anyway', () => {
  expect(setting('{fsync: false}', 'fsync', '  storage: {ephemeral: true}\n')?.value).toBe('off');
});

test('names ignore case, and are printed as PostgreSQL writes them', () => {
  expect(setting('{timezone: Europe/Athens}', 'TimeZone')).toMatchObject({ value: 'Europe/Athens', layer: 'user' });
  expect(found('{work_mem: 16MB, WORK_MEM: 8MB}')).toEqual([
    'parameter-value: WORK_MEM is the same parameter as work_mem: PostgreSQL ignores upper and lower case',
  ]);
});

test('only a postmaster parameter restarts the server', () => {
  expect(setting('{max_locks_per_transaction: 128}', 'max_locks_per_transaction')?.apply).toBe('restart');
  expect(setting('{statement_timeout: 30s}', 'statement_timeout')?.apply).toBe('reload');
  expect(setting('{archive_timeout: 60}', 'archive_timeout')?.apply).toBe('reload');
});

describe('parameters of libraries', () => {
  test('need the library', () => {
    expect(found('{pg_stat_statements.max: 100}')).toEqual([
      'parameter-unknown: pg_stat_statements.max needs the library pg_stat_statements: name it in database.extensions or in shared_preload_libraries',
    ]);
    expect(found('{"my.setting": 1}')).toEqual([expect.stringMatching(/needs the library my/)]);
  });

  test('are checked where the table knows them', () => {
    const extensions = '  extensions: [pg_stat_statements]\n';
    expect(setting('{pg_stat_statements.max: 200}', 'pg_stat_statements.max', extensions)?.value).toBe('200');
    expect(found('{pg_stat_statements.max: 1}', extensions)).toEqual([
      expect.stringMatching(/^parameter-value: .* outside 100 to/),
    ]);
    expect(found('{pg_stat_statements.maxi: 1000}', extensions)).toEqual([
      expect.stringMatching(/^parameter-unknown: .*did you mean/),
    ]);
  });

  test('are left to the library where it is not in the table', () => {
    expect(setting('{cron.database_name: orders}', 'cron.database_name', '  extensions: [pg_cron]\n')?.value).toBe(
      'orders',
    );
    expect(setting('{shared_preload_libraries: "a, \\"b-c\\"", a.x: 1}', 'a.x')?.value).toBe('1');
  });
});

test('an extension that needs a library preloads it, after what the user preloads', () => {
  const extensions = '  extensions: [pgcrypto, pg_stat_statements, citus]\n';
  expect(setting('{}', 'shared_preload_libraries', extensions)).toMatchObject({
    value: 'citus,pg_stat_statements',
    layer: 'derived',
    apply: 'restart',
  });
  expect(
    setting(
      '{shared_preload_libraries: auto_explain}',
      'shared_preload_libraries',
      '  extensions: [pg_stat_statements]\n',
    ),
  ).toMatchObject({
    value: 'auto_explain,pg_stat_statements',
    layer: 'user',
  });
  expect(setting('{}', 'shared_preload_libraries')).toBeUndefined();
});

test('a library without an extension is no extension', () => {
  expect(found('{}', '  extensions: [auto_explain]\n')).toEqual([
    expect.stringMatching(/^invalid-value: .*shared_preload_libraries/),
  ]);
});

test.each([
  ['{shared_buffers: 2GB}', 'shared_buffers 2GB is more than the memory limit of the container'],
  ['{max_wal_size: 21GB}', 'max_wal_size 21GB is more than the volume of the write-ahead log holds'],
  ['{min_wal_size: 16MB}', 'min_wal_size 16MB is less than two segments of 16MB'],
  [
    '{superuser_reserved_connections: 100}',
    'superuser_reserved_connections max_connections must be more than the 100 connections that are reserved',
  ],
  ['{max_connections: 3}', 'max_connections max_connections must be more than the 3 connections that are reserved'],
  ['{wal_level: minimal}', 'wal_level minimal needs max_wal_senders 0'],
  ['{max_stack_depth: 8MB}', 'max_stack_depth must be at most 7680kB: the stack of a process is 8 MB'],
])('%s would keep the server from starting', (parameters, message) =>
  expect(found(parameters)).toEqual([`parameter-value: ${message}`]),
);

test('no control character reaches a line of postgresql.conf', () => {
  expect(found('{cluster_name: "a\\tb"}')).toEqual(['parameter-value: cluster_name must not hold control characters']);
});
