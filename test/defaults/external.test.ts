import type { ExternalEnvironment } from '../../lib/defaults/environment';
import { type Given, noBackup, problems, resolved, usualDefaults } from './resolved';

const text = (external: string, rest = ''): string => `external: ${external}\n${rest}`;
const shortest = text('{host: db.example, secret: db-login}');
const elsewhere = (values: string, given?: Given): ExternalEnvironment => {
  const result = resolved(values, given);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  if (result.environment.kind !== 'external') throw new Error('its server runs here');
  return result.environment;
};

test('a host and a Secret are a whole environment, which has checks and no workload', () => {
  const env = elsewhere(shortest);
  expect(Object.keys(env).sort()).toEqual([
    'apiServer',
    'checks',
    'cluster',
    'deletionPolicy',
    'description',
    'expiresOn',
    'external',
    'id',
    'imagePullPolicy',
    'imagePullSecrets',
    'images',
    'kind',
    'labels',
    'manifests',
    'name',
    'namespace',
    'owner',
    'quota',
    'scheduling',
    'serviceAccount',
    'suspended',
    'teams',
  ]);
  expect(env).toMatchObject({
    kind: 'external',
    name: 'postgres',
    namespace: { name: 'postgres-orders', create: true },
    deletionPolicy: 'Retain',
    images: { tools: 'registry.example/pgfleet-postgres:1.4.0' },
    checks: { level: 'standard', report: { size: '1Gi' } },
    apiServer: { ports: [443, 6443] },
    external: {
      host: 'db.example',
      port: 5432,
      database: 'postgres',
      secret: 'db-login',
      keys: { username: 'username', password: 'password' },
      tls: { mode: 'verify-full', ca: undefined },
      cidrs: [],
    },
  });
});

test('it needs no backup in production, whatever defaults.yaml says of those', () => {
  const defaults = `owner: team
images: {postgres: "registry.example/postgres:17"}
backup: {method: pgBackRest, repository: {type: s3}, retention: {full: 4}}
credentials: {source: existing}
tls: {source: existing}
database: {version: "17", storage: {size: 1Mi}}
access: {namespaces: []}
scheduling: {drain: block, priorityClassName: database, nodeSelector: {disk: ssd}}
network: {s3: {namespace: storage}}
name: ${'n'.repeat(40)}
`;
  expect(elsewhere(shortest, { defaults }).scheduling).toMatchObject({
    nodeSelector: { disk: 'ssd' },
    priorityClassName: '',
    drain: 'allow',
  });
});

test('an organisation may say what all servers elsewhere have in common, without making one of every environment', () => {
  const defaults = `${usualDefaults}external: {tls: {ca: {configMap: company-ca, key: ca.crt}}, keys: {username: user}}\n`;
  expect(elsewhere(shortest, { defaults }).external).toMatchObject({
    keys: { username: 'user', password: 'password' },
    tls: { ca: { from: 'configMap', name: 'company-ca', key: 'ca.crt' } },
  });
  const own = text('{host: a, secret: b, tls: {ca: {secret: own-ca, key: ca.pem}}}');
  expect(elsewhere(own, { defaults }).external.tls.ca).toEqual({ from: 'secret', name: 'own-ca', key: 'ca.pem' });
  expect(elsewhere(text('{host: a, secret: b, tls: {mode: require}}'), { defaults }).external.tls).toEqual({
    mode: 'require',
    ca: undefined,
  });
  expect(resolved('database: {name: orders, owner: orders}\n', { defaults })).toMatchObject({
    environment: { kind: 'database' },
  });
});

test('tables and conditions that name no database are of its first one', () => {
  const values = text('{host: a, secret: b, database: shop}', 'checks: {tables: [customers]}\n');
  expect(elsewhere(values).checks).toMatchObject({ tables: [{ database: 'shop', name: 'customers' }] });
});

test('without a claim of reports there is nothing to keep', () => {
  expect(elsewhere(`${shortest}checks: {report: null}\n`).deletionPolicy).toBe('Delete');
  expect(elsewhere(`${shortest}deletionPolicy: Delete\n`).deletionPolicy).toBe('Delete');
  expect(problems(`${shortest}checks: {report: null}\ndeletionPolicy: Retain\n`)).toEqual([
    '3:17 no-effect: deletionPolicy Retain has nothing to keep: there is no claim of reports, and the data is elsewhere',
  ]);
});

test('its image is that of the tools, else that of the newest PostgreSQL', () => {
  const image = (images: string): string =>
    elsewhere(shortest, { defaults: `owner: team\nimages: ${images}\n${noBackup}` }).images.tools;
  expect(image('{postgres: {"15": "a/b:15", "18": "a/b:18", "17": "a/b:17"}}')).toBe('a/b:18');
  expect(image('{postgres: {"15": "a/b:15"}, tools: "a/t:1"}')).toBe('a/t:1');
  expect(problems(shortest, { defaults: `owner: team\n${noBackup}` })).toEqual([
    '1:1 missing-key: images.tools is missing: the image of the Jobs of checks; set it for all environments in environments/defaults.yaml',
  ]);
});

test.each(['10.0.0.1', 'fd00::1', 'db_1.example', 'DB.example'])('the host %s may be elsewhere', (host) =>
  expect(elsewhere(text(`{host: "${host}", secret: a}`)).external.host).toBe(host),
);

test.each(['db.example:5432', 'postgres://db', '/var/run', 'a,b', '-a', 'a b', ''])('"%s" is no host', (host) =>
  expect(problems(text(`{host: "${host}", secret: a}`))).toEqual([
    expect.stringContaining('invalid-value: external.host must be a host name or an address, without a port'),
  ]),
);

test.each([
  [
    '{}',
    '',
    [
      '1:1 missing-key: external.host is missing: the host name of the server, like db.example',
      '1:1 missing-key: external.secret is missing: the Secret with the user name and the password',
    ],
  ],
  [
    '{host: localhost, secret: a}',
    '',
    [
      '1:18 invalid-value: external.host "localhost" is the Pod of the check itself: name the server as other machines know it',
    ],
  ],
  [
    '{host: a, secret: a, keys: {username: password}}',
    '',
    ['1:38 invalid-value: external.keys names the key "password" twice'],
  ],
  [
    '{host: a, secret: a, tls: {ca: {secret: a, configMap: b, key: c}}}',
    '',
    ['1:42 invalid-value: external.tls.ca must name one of secret, configMap'],
  ],
  [
    '{host: a, secret: a, tls: {ca: {secret: a}}}',
    '',
    ['1:38 missing-key: external.tls.ca.key is missing: where in it the certificate is'],
  ],
  [
    '{host: a, secret: a, tls: {mode: require, ca: {secret: a, key: b}}}',
    '',
    ['1:53 no-effect: external.tls.ca has no effect: external.tls.mode is require, which compares no certificate'],
  ],
  [
    '{host: a, secret: a, cidrs: []}',
    '',
    ['1:39 invalid-value: external.cidrs must name at least one range: leave the key out for any address, not a list'],
  ],
  [
    '{host: a, secret: a}',
    'checks: {level: none}\n',
    [
      '2:17 invalid-value: checks.level is none, and checks are all that a server of external gets: quick, standard or full',
    ],
  ],
  [
    '{host: a, secret: a}',
    'profile: development\n',
    [
      '1:1 invalid-value: checks.level is none, and checks are all that a server of external gets: quick, standard or full',
    ],
  ],
  [
    '{host: a, secret: a}',
    'database: {name: a}\n',
    [
      '2:1 invalid-value: the environment has database and external: one of them, a server that runs here or a server that somebody else runs',
    ],
  ],
] as const)('%s %s is refused', (external, rest, messages) =>
  expect(problems(text(external, rest))).toEqual([...messages]),
);

test.each([
  ['backup: {schedule: {full: H 1 * * *}}', 'backup'],
  ['credentials: {source: generated}', 'credentials'],
  ['tls: {required: true}', 'tls'],
  ['access: {namespaces: [shop]}', 'access'],
  ['bootstrap: {from: backup, environment: shop}', 'bootstrap'],
  ['serviceAccount: {annotations: {a: b}}', 'serviceAccount'],
  ['scheduling: {drain: block}', 'scheduling.drain'],
  ['scheduling: {priorityClassName: high}', 'scheduling.priorityClassName'],
  ['network: {s3: {namespace: storage}}', 'network.s3'],
  ['images: {postgres: "a/b:17"}', 'images.postgres'],
])('%s belongs to a workload, and there is none', (values, key) => {
  expect(problems(`${shortest}${values}\n`)).toEqual([expect.stringContaining(`no-effect: ${key} has no effect: `)]);
});

test('nothing can be restored from it', () => {
  const values = 'bootstrap: {from: backup, environment: shop}\ndatabase: {name: a, owner: a}\n';
  expect(problems(values, { others: { shop: shortest } })).toEqual([
    '1:40 invalid-value: shop is a server that somebody else runs: it has no backups here',
  ]);
});

test('a password in values.yaml is sent to the Secret of the login', () => {
  expect(problems(text('{host: a, secret: b, password: hunter2}'))).toEqual([
    expect.stringMatching(/^1:32 secret-in-values: .*put it into a Secret and name that in external\.secret$/),
  ]);
});
