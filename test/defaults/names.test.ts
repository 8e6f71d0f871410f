import { codes, environment, problems } from './resolved';

const database = (name: string, owner = 'orders'): string => JSON.stringify({ database: { name, owner } });

test.each(['postgres', 'template0', 'template1', 'all', 'replication', 'pgbouncer', 'a__PASSWORD__'])(
  'C23 the database name %s is reserved',
  (name) => expect(codes(database(name))).toEqual(['reserved-name']),
);

test.each(['.', '..'])('a database named %s cannot be reached by a URI', (name) =>
  expect(codes(database(name))).toEqual(['invalid-value']),
);

test.each(['postgres', 'pg_monitor', 'pg_x', 'public', 'none', 'all', '__PASSWORD__'])(
  'C23 the role name %s is reserved',
  (owner) => expect(codes(database('orders', owner))).toEqual(['reserved-name']),
);

test.each(['Postgres', 'pg_orders', 'public', 'x"; drop database postgres; --', "o'rders", 'заказы'])(
  '%s may name a database',
  (name) => expect(environment(database(name)).database.name).toBe(name),
);

test('C22 names of databases and roles count in bytes', () => {
  expect(environment(database('ж'.repeat(31))).database.name).toHaveLength(31);
  expect(codes(database('ж'.repeat(32), 'r'.repeat(64)))).toEqual(['invalid-value', 'invalid-value']);
});

test('a name with a line break is refused, since configuration files have lines', () => {
  expect(codes(database('a\nb', 'a\nb'))).toEqual(['invalid-value', 'invalid-value']);
});

test('C21 the namespace of a long environment is too long, and the message says what to do', () => {
  const id = 'e'.repeat(55);
  expect(problems(database('orders'), { id })).toEqual([
    `1:1 name-too-long: the namespace "postgres-${id}" has 64 characters, and Kubernetes allows 63: set namespace`,
  ]);
  expect(problems(JSON.stringify({ namespace: 'orders', database: { name: 'a', owner: 'a' } }), { id })).toEqual([]);
});

test('C21 the longest name that the schema allows fits every object that is named after it', () => {
  const name = 'n'.repeat(40);
  expect(environment(JSON.stringify({ name, database: { name: 'a', owner: 'a' } })).name).toBe(name);
  expect(codes(JSON.stringify({ name: `${name}n`, database: { name: 'a', owner: 'a' } }))).toEqual(['invalid-value']);
});

test.each(['default', 'kube-system', 'kube-x'])('the namespace %s belongs to Kubernetes', (namespace) =>
  expect(codes(JSON.stringify({ namespace, database: { name: 'a', owner: 'a' } }))).toEqual(['reserved-name']),
);

test('labels that others act on cannot be set', () => {
  const text = `labels: {team: a, app.kubernetes.io/name: x}
serviceAccount:
  podLabels: {pgfleet.dev/owner: x}
  annotations: {argocd.argoproj.io/hook: Sync}
database: {name: a, owner: a}
`;
  expect(problems(text)).toEqual([
    '1:43 invalid-value: "app.kubernetes.io/name" cannot be set: pgfleet sets it, and selectors depend on it',
    '3:34 invalid-value: "pgfleet.dev/owner" cannot be set: pgfleet sets it',
    '4:42 invalid-value: "argocd.argoproj.io/hook" cannot be set: Argo CD acts on it',
  ]);
});

test.each([
  ['pgfleet_backup', 'backups'],
  ['pgfleet_check', 'checks'],
  ['pgfleet_basebackup', 'checks'],
])('the role %s is not free', (role, jobs) => {
  expect(problems(database('orders', role))).toEqual([
    expect.stringContaining(`reserved-name: "${role}" is the role that ${jobs} log in as: choose another owner`),
  ]);
});

test('C21 with backups the longest name is one shorter, for the Job of the first one', () => {
  const backup = {
    method: 'pgBackRest',
    reason: null,
    repository: { type: 'volume', size: '9Gi' },
    retention: { full: 1 },
  };
  const named = (length: number) =>
    problems(JSON.stringify({ name: 'n'.repeat(length), backup, database: { name: 'a', owner: 'a' } }));
  expect(named(39)).toEqual([]);
  expect(named(40)).toEqual([
    `1:9 name-too-long: the Job "${'n'.repeat(40)}-backup-initial-00000000" has 64 characters, and Kubernetes allows 63`,
  ]);
});
