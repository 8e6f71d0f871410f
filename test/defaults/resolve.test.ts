import { environment, problems, resolved, shortest } from './fake-layer';

test('the shortest values give a whole environment', () => {
  const env = environment(shortest);
  expect(env).toMatchObject({
    id: 'orders',
    owner: 'team',
    name: 'postgres',
    namespace: { name: 'postgres-orders', create: true },
    deletionPolicy: 'Retain',
    images: { postgres: 'registry.example/postgres:17', tools: 'registry.example/postgres:17' },
    accessFrom: [{}],
    credentials: { source: 'generated', secret: 'postgres-app', passwordKey: 'password', readers: [] },
    quota: undefined,
  });
  expect(JSON.stringify(env)).not.toContain('null');
});

test('what has no default is asked for, all at once, at the key or its nearest parent', () => {
  expect(problems(resolved('description: x\ndatabase: {version: null}\nowner: null\nimages: {postgres: null}\n'))).
toMatchInlineSnapshot(`
[
  "2:1 missing-key: database.name is missing: the name of the database, like "orders"",
  "2:1 missing-key: database.owner is missing: the role that applications log in as",
  "2:12 missing-key: database.version is missing: the major version of PostgreSQL, like "17"",
  "3:1 missing-key: owner is missing: the team that owns the environment",
  "4:10 missing-key: images.postgres is missing: set it for all environments in environments/defaults.yaml",
]
`);
});
