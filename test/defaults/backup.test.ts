import { codes, environment, problems, shortest } from './resolved';

const volume = 'repository: {type: volume, size: 9Gi}';
const text = (backup: string, rest = shortest): string => `backup: {reason: null, ${backup}}\n${rest}`;
const physical = (rest: string): string => text(`method: pgBackRest, ${volume}, ${rest}`);
const dumps = (rest: string): string => text(`method: pgDump, ${volume}, ${rest}`);

const bare = { defaults: 'owner: team\nimages: {postgres: "registry.example/postgres:17"}\n' };

test('a stanza is no section of pgbackrest.conf', () => {
  expect(codes(physical('retention: {full: 2}, stanza: global'))).toEqual(['invalid-value']);
});

describe('production has a backup or a reason', () => {
  test('nothing is written', () => {
    expect(problems(shortest, bare)).toEqual([
      '1:1 backup-missing: backup.method is missing: production has pgBackRest, pgDump, or none with a reason',
    ]);
    expect(codes(`profile: production\n${shortest}`, bare)).toEqual(['backup-missing']);
  });

  test('only a part is written: the method is asked for, and nothing else', () => {
    expect(codes(`backup: {retention: {full: 2}, stanza: x}\n${shortest}`, bare)).toEqual(['backup-missing']);
  });

  test('none without a reason', () => {
    expect(problems(`backup: {method: none}\n${shortest}`, bare)).toEqual([
      '1:1 backup-missing: backup.reason is missing: production without a backup says why it needs none',
    ]);
  });

  test('none with a reason', () => {
    const env = environment(`backup: {method: none, reason: Rebuilt every night}\n${shortest}`, bare);
    expect(env.backup).toEqual({ method: 'none', reason: 'Rebuilt every night' });
  });

  test('development needs neither', () => {
    expect(environment(`profile: development\n${shortest}`, bare).backup).toEqual({ method: 'none', reason: '' });
  });
});

test('pgBackRest has its schedule, proof and limits without a word in values.yaml', () => {
  expect(environment(physical('retention: {full: 4}')).backup).toMatchObject({
    method: 'pgBackRest',
    stanza: 'main',
    schedules: [{ type: 'full' }, { type: 'incremental' }],
    timeZone: 'Etc/UTC',
    retention: { type: 'count', full: 4, differential: undefined },
    compression: { type: 'zst', level: 3 },
    processes: 1,
    deadlineSeconds: 21_600,
    // From Saturday, 0:32, to Sunday, 5:48; a whole backup; two hours.
    verify: { maxAgeSeconds: (29 * 60 + 16) * 60 + 21_600 + 7200 },
    drill: { query: undefined },
  });
});

test('dumps have a schedule and a number', () => {
  const { backup } = environment(dumps('retention: {full: 7}, schedule: {full: "0 1 * * *"}'));
  expect(backup).toEqual({
    method: 'pgDump',
    repositories: [expect.objectContaining({ type: 'volume', path: '/in-cluster/orders/1' })],
    schedule: '0 1 * * *',
    timeZone: 'Etc/UTC',
    retention: 7,
    deadlineSeconds: 21_600,
  });
});

test('processes follow the CPU of the database, at most four', () => {
  const processes = (cpu: string): unknown => {
    const resources = `database: {name: a, owner: a, resources: {requests: {cpu: ${cpu}}}}\n`;
    const { backup } = environment(text(`method: pgBackRest, ${volume}, retention: {full: 1}`, resources));
    return backup.method === 'pgBackRest' ? backup.processes : undefined;
  };
  expect(['100m', '1', '2500m', '16'].map(processes)).toEqual([1, 1, 2, 4]);
});

describe('retention', () => {
  test('is asked for', () => {
    expect(problems(text(`method: pgBackRest, ${volume}`))).toEqual([
      '1:1 missing-key: backup.retention is missing: full (a number of backups) or days, or the repository fills up',
    ]);
    expect(problems(text(`method: pgDump, ${volume}`))).toEqual([
      '1:1 missing-key: backup.retention.full is missing: how many dumps are kept',
    ]);
  });

  test('is a number or days', () => {
    expect(environment(physical('retention: {days: 30}')).backup).toMatchObject({
      retention: { type: 'time', full: 30 },
    });
    expect(problems(physical('retention: {full: 4, days: 30}'))).toEqual([
      '1:110 invalid-value: backup.retention has full and days: one of the two; null removes one that is inherited',
    ]);
  });

  test('of differential backups needs some', () => {
    expect(problems(physical('retention: {full: 1, differential: 3}'))).toEqual([
      '1:104 no-effect: backup.retention.differential has no effect: there is no backup.schedule.differential',
    ]);
    const both = physical('retention: {full: 1, differential: 3}, schedule: {differential: "5 12 * * 3"}');
    expect(environment(both).backup).toMatchObject({ retention: { differential: 3 } });
  });
});

test('a differential or incremental backup builds on a full one', () => {
  expect(problems(physical('retention: {full: 1}, schedule: {full: null, differential: H 1 * * *}'))).toEqual([
    '1:116 missing-key: backup.schedule.full is missing: differential and incremental backups hold what changed since a full one',
  ]);
});

describe('compression', () => {
  const compression = (values: string): string => physical(`retention: {full: 1}, compression: ${values}`);
  const level = (values: string): unknown => {
    const { backup } = environment(compression(values));
    return backup.method === 'pgBackRest' ? backup.compression : undefined;
  };

  test('has the levels of its method', () => {
    expect(level('{type: gz, level: 9}')).toEqual({ type: 'gz', level: 9 });
    expect(problems(compression('{type: gz, level: 10}'))).toEqual([
      expect.stringContaining('backup.compression.level is 10, and gz has levels 1 to 9'),
    ]);
    expect(problems(compression('{type: lz4, level: 13}'))).toEqual([
      expect.stringContaining('lz4 has levels 1 to 12'),
    ]);
    expect(codes(compression('{level: 20}'))).toEqual(['invalid-value']);
  });

  test('of another method has that method’s own default', () => {
    expect(level('{type: lz4}')).toEqual({ type: 'lz4', level: undefined });
    expect(level('{level: 9}')).toEqual({ type: 'zst', level: 9 });
  });

  test('none has no level', () => {
    expect(level('{type: none}')).toEqual({ type: 'none', level: undefined });
    expect(problems(compression('{type: none, level: 3}'))).toEqual([
      expect.stringContaining('no-effect: backup.compression.level has no effect: compression.type is none'),
    ]);
  });
});

test('a drill and a verification can be removed, and a query without a drill is refused', () => {
  expect(environment(physical('retention: {full: 1}, verify: null, drill: null')).backup).toMatchObject({
    verify: undefined,
    drill: undefined,
  });
  const query = 'query: {sql: SELECT 1, equals: "1"}';
  expect(problems(physical(`retention: {full: 1}, drill: {schedule: null, ${query}}`))).toEqual([
    expect.stringContaining('no-effect: backup.drill.query has no effect: there is no backup.drill.schedule'),
  ]);
  expect(environment(physical(`retention: {full: 1}, drill: {${query}}`)).backup).toMatchObject({
    drill: { query: { sql: 'SELECT 1', equals: '1' } },
  });
});

test.each([
  ['method: none, reason: Rebuilt every night, retention: {full: 1}', ['backup.retention']],
  [
    'method: none, reason: Rebuilt every night, repository: {bucket: abc}, drill: {}',
    ['backup.repository', 'backup.drill'],
  ],
  ['method: none, reason: Rebuilt every night, schedule: {differential: H 1 * * *}', ['backup.schedule']],
  [`method: pgBackRest, ${volume}, retention: {full: 1}, reason: Because of the weather`, ['backup.reason']],
  [`method: pgDump, ${volume}, retention: {full: 1}, stanza: x`, ['backup.stanza']],
  [`method: pgDump, ${volume}, retention: {full: 1, days: 3}`, ['backup.retention.days']],
  [
    `method: pgDump, ${volume}, retention: {full: 1}, schedule: {incremental: H 1 * * *}`,
    ['backup.schedule.incremental'],
  ],
  [
    `method: pgDump, ${volume}, retention: {full: 1}, compression: {}, processes: 2, verify: {}, drill: {}`,
    ['backup.compression', 'backup.processes', 'backup.verify', 'backup.drill'],
  ],
])('keys of another method are refused: %s', (backup, keys) => {
  expect(
    problems(`backup: {${backup}}\n${shortest}`).map((line) => line.replace(/^\S+ (.*) has no effect.*/, '$1')),
  ).toEqual(keys.map((key) => `no-effect: ${key}`));
});

test('keys of another method are dropped where they are inherited', () => {
  const defaults = `${bare.defaults}profiles: {production: {backup: {method: pgBackRest, ${volume}, retention: {full: 4, differential: 2}, schedule: {differential: H 12 * * *}}}}\n`;
  expect(environment(`backup: {method: none, reason: Rebuilt every night}\n${shortest}`, { defaults }).backup).toEqual({
    method: 'none',
    reason: 'Rebuilt every night',
  });
  expect(environment(`backup: {method: pgDump}\n${shortest}`, { defaults }).backup).toMatchObject({ retention: 4 });
});

test('ephemeral storage has no log to archive', () => {
  const ephemeral = 'database: {name: a, owner: a, storage: {ephemeral: true}}\n';
  expect(problems(text(`method: pgBackRest, ${volume}, retention: {full: 1}`, ephemeral))).toEqual([
    '1:32 invalid-value: backup.method pgBackRest cannot be with ephemeral storage, which is new after every start: pgDump or none',
  ]);
  expect(codes(text(`method: pgDump, ${volume}, retention: {full: 1}`, ephemeral))).toEqual([]);
});

test('with pgBackRest the log is archived, at least every minute, and the user may say how often', () => {
  const settings = (parameters: string) =>
    environment(
      text(
        `method: pgBackRest, ${volume}, retention: {full: 1}, stanza: shop`,
        `database: {name: a, owner: a, parameters: ${parameters}}\n`,
      ),
    ).database.settings;
  expect(settings('{}')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'archive_mode', value: 'on', layer: 'managed', apply: 'restart' }),
      expect.objectContaining({
        name: 'archive_command',
        value: 'pgbackrest --stanza=shop archive-push %p',
        apply: 'reload',
      }),
      expect.objectContaining({ name: 'archive_timeout', value: '60s', layer: 'default' }),
    ]),
  );
  expect(settings('{archive_timeout: 5min}')).toContainEqual(
    expect.objectContaining({ name: 'archive_timeout', value: '5min', layer: 'user' }),
  );
});

test('without pgBackRest nothing is archived', () => {
  const { settings } = environment(dumps('retention: {full: 1}')).database;
  expect(settings.filter(({ name }) => name.startsWith('archive_'))).toMatchObject([
    { name: 'archive_mode', value: 'off' },
  ]);
});

test('a log that holds too little for a backup is refused', () => {
  const parameters = 'database: {name: a, owner: a, parameters: {wal_level: minimal, max_wal_senders: 0}}\n';
  expect(problems(parameters)).toEqual([]);
  expect(problems(text(`method: pgBackRest, ${volume}, retention: {full: 1}`, parameters))).toEqual([
    '2:55 parameter-value: wal_level minimal holds too little for the backups of pgBackRest',
  ]);
});
