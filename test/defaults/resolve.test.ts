import { codes, environment, noBackup, problems, shortest } from './resolved';

test('the shortest values give a whole environment', () => {
  const env = environment(shortest);
  expect(env).toMatchObject({
    id: 'orders',
    owner: 'team',
    cluster: 'in-cluster',
    name: 'postgres',
    namespace: { name: 'postgres-orders', create: true },
    deletionPolicy: 'Retain',
    suspended: false,
    images: { postgres: 'registry.example/pgfleet-postgres:1.4.0', tools: 'registry.example/pgfleet-postgres:1.4.0' },
    accessFrom: [{}],
    apiServer: { ports: [443, 6443] },
    credentials: { source: 'generated', secret: 'postgres-app', passwordKey: 'password', readers: [] },
    quota: undefined,
    manifests: [],
  });
  expect(env.database).toMatchObject({
    version: '17',
    name: 'orders',
    owner: 'orders',
    dataChecksums: true,
    generation: 1,
    memoryLimitBytes: 2 ** 30,
    cpuRequestMillicores: 500,
    shutdownSeconds: 1800,
    probes: { startup: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 360 } },
  });
});

test('a startup probe gives crash recovery an hour', () => {
  const { startup } = environment(shortest).database.probes;
  expect(startup.periodSeconds * startup.failureThreshold).toBe(3600);
});

test('what has no default is asked for, all at once, at the key or its nearest parent', () => {
  const text = 'description: x\ndatabase: {version: null}\nowner: null\nimages: {postgres: null}\n';
  expect(problems(text)).toMatchInlineSnapshot(`
[
  "2:1 missing-key: database.name is missing: the name of the database, like "orders"",
  "2:1 missing-key: database.owner is missing: the role that applications log in as",
  "2:12 missing-key: database.version is missing: the major version of PostgreSQL, like "17"",
  "3:1 missing-key: owner is missing: the team that owns the environment",
  "4:10 missing-key: images.postgres is missing: set it for all environments in environments/defaults.yaml",
]
`);
});

test('no image is invented: the message says where to set one', () => {
  expect(problems(shortest, { defaults: `owner: team\n${noBackup}` })).toEqual([
    '1:1 missing-key: images.postgres is missing: set it for all environments in environments/defaults.yaml',
  ]);
});

test('the profile of values.yaml decides which layers lie below it', () => {
  const defaults = `owner: team
images: {postgres: registry.example/postgres:17}
profile: development
profiles: {development: {database: {shutdownSeconds: 60}}, production: {database: {shutdownSeconds: 600}}}
${noBackup}`;
  expect(environment(shortest, { defaults }).database.shutdownSeconds).toBe(60);
  expect(environment(`profile: production\n${shortest}`, { defaults }).database.shutdownSeconds).toBe(600);
  expect(environment(`profile: null\n${shortest}`, { defaults }).database.shutdownSeconds).toBe(600);
});

test('a mistake that defaults.yaml makes is shown there', () => {
  const defaults = `owner: team\nimages: {postgres: "registry.example/postgres:17-alpine"}\n${noBackup}`;
  expect(problems(shortest, { defaults })).toEqual([
    expect.stringMatching(/^defaults\.yaml:2:20 image: Alpine runs PostgreSQL as uid 70.*musl/),
  ]);
});

const noJobs =
  'checks: {level: none}\ncredentials: {source: existing, secret: a}\ntls: {source: existing, secret: b}\n';

describe('a key without effect', () => {
  test.each([
    ['credentials: {store: {name: vault, kind: SecretStore}}', '1:15', 'credentials.store'],
    [
      'credentials: {source: existing, secret: a, encryptedPassword: null, refreshInterval: 1h}',
      '1:69',
      'credentials.refreshInterval',
    ],
    ['namespace: {name: shop, create: false}\nquota: {cpu: 4}', '2:1', 'quota'],
    [`${noJobs}network: {apiServer: {ports: [1]}}`, '4:11', 'network.apiServer'],
    [`${noJobs}images: {tools: "a/b:1"}`, '4:10', 'images.tools'],
    ['network: {s3: {namespace: storage}}', '1:11', 'network.s3'],
    ['tls: {issuer: {name: ca}}', '1:7', 'tls.issuer'],
    ['tls: {duration: 2160h}', '1:7', 'tls.duration'],
    ['tls: {clientSecret: a}', '1:7', 'tls.clientSecret'],
    ['tls: {source: existing, secret: a, clientSecret: b, names: [db.example.com]}', '1:53', 'tls.names'],
  ])('%s is refused where values.yaml writes it', (text, place, key) => {
    expect(problems(`${text}\n${shortest}`)).toEqual([
      expect.stringMatching(`^${place} no-effect: ${key} has no effect`),
    ]);
  });

  test('ephemeral storage has neither class nor a volume of the log, nor can it be retained', () => {
    const text =
      'deletionPolicy: Retain\ndatabase: {name: a, owner: a, storage: {ephemeral: true, storageClass: fast, walSize: 1Gi}}\n';
    expect(codes(text)).toEqual(['no-effect', 'no-effect', 'no-effect']);
  });

  test('is dropped where it is inherited', () => {
    const defaults = `owner: team
images: {postgres: "registry.example/postgres:17", tools: "registry.example/tools:1"}
deletionPolicy: Retain
quota: {cpu: 4}
credentials: {source: externalSecret, store: {name: vault, kind: SecretStore}, remote: {key: x}}
database: {storage: {storageClass: fast, walSize: 1Gi}}
tls: {issuer: {name: ca}}
network: {apiServer: {ports: [6443]}, s3: {namespace: storage}}
${noBackup}`;
    const text = `namespace: {name: shop, create: false}
checks: {level: none}
credentials: {source: existing, secret: login}
tls: {source: existing, secret: certificates}
database: {name: a, owner: a, storage: {ephemeral: true}}
`;
    const env = environment(text, { defaults });
    expect(env.deletionPolicy).toBe('Delete');
    expect(env.quota).toBeUndefined();
    expect(env.tls.source).toEqual({ kind: 'existing' });
    expect(env.images.tools).toBe(env.images.postgres);
    expect(env.credentials).toEqual({ source: 'existing', secret: 'login', passwordKey: 'password', readers: [] });
    expect(env.database.storage).toMatchObject({
      storageClass: undefined,
      walSize: undefined,
      walSizeBytes: undefined,
    });
  });
});

test('each source of credentials asks for what it needs', () => {
  expect(problems(`credentials: {source: existing}\n${shortest}`)).toEqual([
    '1:1 missing-key: credentials.secret is missing: with source existing it is the name of the Secret that you made',
  ]);
  expect(codes(`credentials: {source: externalSecret}\n${shortest}`)).toEqual(['missing-key', 'missing-key']);
  expect(codes(`credentials: {source: sealedSecret}\n${shortest}`)).toEqual(['missing-key']);
  expect(
    environment(
      `credentials: {source: externalSecret, store: {name: v, kind: SecretStore}, remote: {key: k}}\n${shortest}`,
    ).credentials,
  ).toEqual({
    source: 'externalSecret',
    secret: 'postgres-app',
    passwordKey: 'password',
    readers: [],
    store: { name: 'v', kind: 'SecretStore' },
    remote: { key: 'k', property: undefined },
    refreshInterval: '1h',
  });
});
