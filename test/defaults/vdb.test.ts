import * as fc from 'fast-check';
import { checkManifests } from '../../lib/checks';
import { buildEnvironment } from '../../lib/constructs/environment';
import type { VdbEnvironment } from '../../lib/defaults/environment';
import { type Given, notices, problems, resolved, usualDefaults } from './resolved';

const source = 'source: {type: dct-source, reference: "10.0.1.54:largedb"}';
const one = (block = '', rest = ''): string => `vdb: {${source}${block === '' ? '' : `, ${block}`}}\n${rest}`;
const several = (...blocks: readonly string[]): string => `vdbs:\n${blocks.map((block) => `  ${block}\n`).join('')}`;

const virtual = (values: string, given?: Given): VdbEnvironment => {
  const result = resolved(values, given);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  if (result.environment.kind !== 'vdb') throw new Error('it has no VDB');
  return result.environment;
};
const first = (values: string, given?: Given): VdbEnvironment['vdbs'][number] => {
  const [vdb] = virtual(values, given).vdbs;
  if (vdb === undefined) throw new Error('it has no VDB');
  return vdb;
};

test('a source is a whole environment, in a namespace of VDBs, with what the vendor has where nothing is said', () => {
  const env = virtual(one());
  expect(env).toMatchObject({
    name: 'postgres',
    namespace: { name: 'postgres-vdbs-orders', create: true },
    deletionPolicy: 'Retain',
    images: { tools: 'registry.example/pgfleet-postgres:1.4.0' },
    checks: { level: 'standard', report: { size: '1Gi' } },
    accessFrom: [{}],
    vdbNetwork: { operator: undefined, egress: undefined },
  });
  expect(env.vdbs).toEqual([
    {
      name: 'postgres',
      source: { type: 'dct-source', reference: '10.0.1.54:largedb', namespace: undefined },
      database: { name: 'postgres', user: 'postgres' },
      credentials: { source: 'generated', secret: 'postgres-app', passwordKey: 'password', readers: [] },
      enabled: true,
      mode: 'Primary',
      port: 5432,
      image: undefined,
      mountPath: '/mnt/postgres',
      ownershipSpec: '999:999',
      errorBackoffPeriod: '5m',
      requests: { cpu: '500m', memory: '2Gi' },
      limits: { cpu: undefined, memory: '2Gi' },
      memoryRequestBytes: 2 * 1024 ** 3,
      memoryLimitBytes: 2 * 1024 ** 3,
      cpuRequestMillicores: 500,
      postgresConfig: [],
      hooks: [],
      actions: [],
      podLabels: undefined,
    },
  ]);
});

test('it needs no backup in production, whatever defaults.yaml says of a server of our own', () => {
  const defaults = `owner: team
images: {postgres: "registry.example/postgres:17"}
backup: {method: pgBackRest, repository: {type: s3}, retention: {full: 4}}
tls: {source: existing}
database: {version: "17", storage: {size: 1Mi}}
scheduling: {drain: block, priorityClassName: database, nodeSelector: {disk: ssd}}
network: {s3: {namespace: storage}}
`;
  expect(virtual(one(), { defaults }).scheduling).toMatchObject({ nodeSelector: { disk: 'ssd' }, drain: 'allow' });
});

test('development has no checks', () => expect(virtual(one('', 'profile: development\n')).checks.level).toBe('none'));

test('what an organisation says of VDBs holds for each of several, and makes no VDB of a database', () => {
  const defaults = `${usualDefaults}vdb: {image: "postgres:16.9", postgresConfig: {work_mem: 4MB}}\n`;
  const { vdbs } = virtual(several(`a: {${source}}`, `b: {${source}, image: "postgres:17.1", port: 6432}`), {
    defaults,
  });
  expect(vdbs).toMatchObject([
    { name: 'a', image: 'postgres:16.9', port: 5432, credentials: { secret: 'a-app' } },
    { name: 'b', image: 'postgres:17.1', port: 6432, credentials: { secret: 'b-app' } },
  ]);
  expect(vdbs[1]?.postgresConfig).toEqual([{ name: 'work_mem', value: '4MB' }]);
  expect(resolved('database: {name: a, owner: a}\n', { defaults })).toMatchObject({
    environment: { kind: 'database' },
  });
});

test('a mistake in what is shared is shown where it stands', () => {
  const defaults = `${usualDefaults}vdb: {postgresConfig: {port: 1}}\n`;
  expect(problems(several(`a: {${source}}`), { defaults })).toEqual([
    'defaults.yaml:4:30 parameter-managed: port cannot be set: the port of the VDB is its own key',
  ]);
});

test('a name of vdbs that is null is no VDB', () => {
  expect(virtual(several(`a: {${source}}`, 'b: null')).vdbs).toHaveLength(1);
});

test('suspended scales every VDB to zero, and enabled one of them', () => {
  expect(first(one('enabled: false')).enabled).toBe(false);
  expect(first(one('', 'suspended: true\n')).enabled).toBe(false);
});

test.each([
  ['{type: dct-source, reference: "10.0.1.54:largedb"}', undefined],
  ['{type: pvc-clone, reference: data, namespace: production}', 'production'],
  ['{type: k8s-snapshot, reference: nightly}', undefined],
  ['{type: pvc-adopt, reference: data}', undefined],
])('the source %s is one', (text, namespace) =>
  expect(first(`vdb: {source: ${text}}\n`).source.namespace).toBe(namespace),
);

test.each([
  [
    '{}',
    [
      '1:7 missing-key: vdb.source.reference is missing: the name of the source, the claim or the snapshot',
      '1:7 missing-key: vdb.source.type is missing: dct-source, pvc-clone, k8s-snapshot or pvc-adopt',
    ],
  ],
  [
    '{type: dct-source, reference: a, namespace: b}',
    ['1:48 no-effect: vdb.source.namespace has no effect: a dct-source is known to Delphix, and is in no namespace'],
  ],
  [
    '{type: pvc-adopt, reference: a, namespace: b}',
    ['1:47 no-effect: vdb.source.namespace has no effect: a claim is adopted where it is, in the namespace of the VDB'],
  ],
  [
    '{type: pvc-clone, reference: "10.0.1.54:largedb"}',
    ['1:44 invalid-value: "10.0.1.54:largedb" must be the name of a claim: lower-case letters, digits, "-" or "."'],
  ],
])('the source %s is refused', (text, messages) => expect(problems(`vdb: {source: ${text}}\n`)).toEqual(messages));

test('a claim is adopted once, by a primary, and is no copy', () => {
  const adopt = 'source: {type: pvc-adopt, reference: data}';
  expect(problems(several(`a: {${adopt}}`, `b: {${adopt}}`))).toEqual([
    '3:44 invalid-value: the claim "data" is adopted by a already: two servers on one claim destroy the data',
  ]);
  expect(problems(`vdb: {${adopt}, mode: Standby}\n`)).toEqual([
    expect.stringContaining('an adopted claim has no primary that a standby could follow'),
  ]);
  expect(problems(`vdb: {${adopt}, postgresConfig: {fsync: false}}\n`)).toEqual([
    expect.stringContaining('parameter-managed: fsync cannot be off'),
  ]);
  expect(notices(`vdb: {${adopt}}\ndeletionPolicy: Delete\n`)).toEqual([
    expect.stringContaining('with deletionPolicy Delete the data may go with the environment'),
  ]);
  expect(notices(one('', 'deletionPolicy: Delete\n'))).toEqual([]);
});

test.each([
  ['database: {name: a, owner: a}', 'database and vdb'],
  ['external: {host: a, secret: b}', 'vdb and external'],
  [`vdbs: {a: {${source}}}`, 'vdb and vdbs'],
])('%s beside vdb is two kinds at once', (rest, words) =>
  expect(problems(one('', `${rest}\n`))).toContainEqual(
    expect.stringContaining(`invalid-value: the environment has ${words}: one of them`),
  ),
);

test.each([
  ['backup: {schedule: {full: H 1 * * *}}', 'backup'],
  ['bootstrap: {from: backup, environment: shop}', 'bootstrap'],
  ['tls: {required: true}', 'tls'],
  ['serviceAccount: {annotations: {a: b}}', 'serviceAccount'],
  ['images: {postgres: "a/b:17"}', 'images.postgres'],
  ['scheduling: {drain: block}', 'scheduling.drain'],
  ['scheduling: {priorityClassName: high}', 'scheduling.priorityClassName'],
  ['network: {s3: {namespace: storage}}', 'network.s3'],
])('%s belongs to a server of our own', (values, key) =>
  expect(problems(one('', `${values}\n`))).toEqual([expect.stringContaining(`no-effect: ${key} has no effect: `)]),
);

test('a database has no operator', () => {
  expect(problems('database: {name: a, owner: a}\nnetwork: {vdb: {operator: delphix}}\n')).toEqual([
    '2:11 no-effect: network.vdb has no effect: the environment has no VDB',
  ]);
});

test('storage of a VDB is not a setting, and neither is its password', () => {
  expect(problems(one('storage: {size: 1Gi}'))).toEqual([expect.stringContaining('unknown-key: vdb.storage')]);
  expect(problems(one('database: {password: hunter22}'))).toEqual([
    expect.stringMatching(/secret-in-values: vdb\.database\.password .*passwordSecretRef of the VDB/),
  ]);
});

describe('settings of PostgreSQL', () => {
  const config = (text: string): readonly string[] => problems(one(`postgresConfig: ${text}`));

  test('are a list of texts, by name', () => {
    expect(first(one('postgresConfig: {work_mem: 4MB, autovacuum: true, max_connections: 50}')).postgresConfig).toEqual(
      [
        { name: 'autovacuum', value: 'on' },
        { name: 'max_connections', value: '50' },
        { name: 'work_mem', value: '4MB' },
      ],
    );
  });

  test.each([
    `{listen_addresses: "'*'"}`,
    '{listen_addresses: "*"}',
    '{pg_stat_statements.max: 100}',
    '{new_in_19: 1}',
  ])('%s is passed on', (text) => expect(config(text)).toEqual([]));

  test.each([
    ['{port: 5433}', 'parameter-managed: port cannot be set'],
    ['{data_directory: /a}', 'parameter-managed: data_directory cannot be set'],
    ['{zero_damaged_pages: true}', 'parameter-managed: zero_damaged_pages cannot be set'],
    ['{block_size: 8192}', 'parameter-managed: block_size cannot be set'],
    ['{listen_addresses: localhost}', 'parameter-value: listen_addresses "localhost" lets nobody in'],
    ['{work_mem: 4KB}', 'parameter-value: work_mem "4KB" has the unit "KB"'],
    ['{work_mem: "\'4KB\'"}', 'parameter-value: work_mem "4KB" has the unit "KB"'],
    [
      '{work_men: 4MB}',
      'parameter-unknown: work_men is not a parameter of PostgreSQL 15, 17, 18; did you mean "work_mem"?',
    ],
    ['{work_mem: 4MB, WORK_MEM: 5MB}', 'parameter-value: WORK_MEM is the same parameter as work_mem'],
  ])('%s is refused', (text, message) => expect(config(text)).toEqual([expect.stringContaining(message)]));

  test('a value that some major takes is passed on', () => expect(config('{wal_compression: lz4}')).toEqual([]));
});

describe('the password', () => {
  test('is that of a Secret of the user by the short form', () => {
    expect(first(one('database: {passwordSecretRef: mine}')).credentials).toEqual({
      source: 'existing',
      secret: 'mine',
      passwordKey: 'password',
      readers: [],
    });
  });

  test('of each VDB may come from elsewhere than that of the others', () => {
    const text = `credentials: {source: externalSecret, store: {name: vault, kind: SecretStore}}\n${several(
      `a: {${source}, credentials: {remote: {key: teams/a}}}`,
      `b: {${source}, credentials: {source: generated}}`,
      `c: {${source}, database: {passwordSecretRef: mine}}`,
    )}`;
    expect(virtual(text).vdbs.map(({ credentials }) => [credentials.source, credentials.secret])).toEqual([
      ['externalSecret', 'a-app'],
      ['generated', 'b-app'],
      ['existing', 'mine'],
    ]);
  });

  test('is read by the key that the operator knows, whatever databases have', () => {
    const defaults = `${usualDefaults}credentials: {keys: {password: POSTGRES_PASSWORD}}\n`;
    expect(first(one('database: {passwordSecretRef: mine}'), { defaults }).credentials.passwordKey).toBe('password');
  });

  test.each([
    [
      one('database: {passwordSecretRef: a}, credentials: {source: generated}'),
      'invalid-value: passwordSecretRef is short for credentials with source existing: one of the two',
    ],
    [
      one('credentials: {source: existing, secret: a, keys: {password: pw}}'),
      'invalid-value: the operator reads the key "password" of a Secret, and no "pw"',
    ],
    [
      one('', 'credentials: {secret: a}\n'),
      'no-effect: credentials.secret has no effect: only credentials.source existing',
    ],
    [one('credentials: {source: generated, secret: a}'), 'no-effect: vdb.credentials.secret has no effect'],
    [
      `${several(`a: {${source}}`, `b: {${source}}`)}credentials: {source: existing, secret: a, keys: {password: pw}}\n`,
      'invalid-value: the operator reads the key "password" of a Secret, and no "pw"',
    ],
    [one('credentials: {source: existing}'), 'missing-key: vdb.credentials.secret is missing'],
  ])('%s is refused', (text, message) => expect(problems(text)).toEqual([expect.stringContaining(message)]));

  test('that is sealed is sealed for one Secret', () => {
    const sealed = `credentials: {source: sealedSecret, encryptedPassword: Ag${'A'.repeat(64)}}\n`;
    expect(problems(`${several(`a: {${source}}`, `b: {${source}}`)}${sealed}`)).toEqual([
      expect.stringContaining('kubeseal encrypts for the name of one Secret'),
    ]);
    expect(problems(`${one()}${sealed}`)).toEqual([]);
  });
});

describe('hooks', () => {
  const hook = (text: string, files: Given['files'] = {}, rest = ''): readonly string[] =>
    problems(one(`hooks: [${text}]${rest}`), { files });

  test('run by stage, weight and name, whatever their order in values.yaml', () => {
    const hooks = ['{name: z, stage: post-create, sql: a.sql}', '{name: b, stage: post-delete, command: "true"}']
      .concat(
        '{name: c, stage: post-create, sql: a.sql, weight: 1}',
        '{name: a, stage: post-create, commandFile: a.sh}',
      )
      .concat('{name: y, stage: pre-create, command: "true", retries: 0}');
    const given = { files: { 'a.sql': 'SELECT 1;\r\n', 'a.sh': 'true\n' } };
    expect(first(one(`hooks: [${hooks.join(', ')}], database: {name: shop}`), given).hooks).toMatchObject([
      { name: 'y', stage: 'pre-create', retries: 0 },
      { name: 'c', weight: 1, type: 'sql', script: 'SELECT 1;\n', database: 'shop', retries: 3, env: [] },
      { name: 'a', weight: 5, type: 'command', script: 'true\n' },
      { name: 'z', weight: 5 },
      { name: 'b', stage: 'post-delete' },
    ]);
  });

  test.each([
    [
      '{name: a, stage: post-create}',
      'missing-key: the hook "a" must have exactly one of sql, command and commandFile',
    ],
    ['{name: a, stage: post-create, sql: a.sql, command: b}', 'invalid-value: the hook "a" must have exactly one of'],
    ['{name: a, stage: post-create, sql: lost.sql}', 'file-missing: "lost.sql" does not exist beside values.yaml'],
    ['{name: a, stage: post-create, sql: ../a.sql}', 'invalid-value: "../a.sql" must be the name of a file beside'],
    ['{name: a, stage: post-create, sql: empty.sql}', 'invalid-value: the hook "a" has nothing to run'],
    ['{name: a, stage: post-create, sql: role.sql}', 'secret-in-values: "role.sql" sets a password in plain text'],
    ['{name: a, stage: pre-stop, command: b}', 'invalid-value: vdb.hooks[0].stage'],
    [
      '{name: a, stage: pre-delete, command: b}, {name: a, stage: pre-create, command: b}',
      'the hook "a" is listed twice',
    ],
    ['{name: a, stage: pre-delete, command: b, env: [{name: A}]}', 'the variable A must have exactly one of value and'],
    [
      '{name: a, stage: pre-delete, command: b, env: [{name: A, value: a}, {name: A, value: b}]}',
      'invalid-value: the variable A is listed twice',
    ],
    ['{name: a, stage: pre-delete, command: b, env: [{name: 1A, value: a}]}', 'vdb.hooks[0].env[0].name'],
  ])('%s is refused', (text, message) =>
    expect(hook(text, { 'empty.sql': '\n', 'a.sql': 'SELECT 1', 'role.sql': "CREATE ROLE a PASSWORD 'b'" })).toEqual([
      expect.stringContaining(message),
    ]),
  );

  test('a standby takes no SQL, and commands may do what they like', () => {
    expect(hook('{name: a, stage: post-create, sql: a.sql}', { 'a.sql': 'SELECT 1' }, ', mode: Standby')).toEqual([
      expect.stringContaining('a VDB with mode Standby is read-only'),
    ]);
    expect(hook('{name: a, stage: post-create, command: b}', {}, ', mode: Standby')).toEqual([]);
  });

  test('are small enough for what kubectl keeps of an object', () => {
    expect(hook('{name: a, stage: post-create, sql: a.sql}', { 'a.sql': `-- ${'a'.repeat(205_000)}` })).toEqual([
      expect.stringContaining('file-too-large: the scripts of the hooks have 205003 bytes together'),
    ]);
  });
});

describe('actions', () => {
  test('keep their spec as it is written, by id', () => {
    const text = 'actions: {b: {kind: VDBSnapshot, spec: {x: {y: [1, "2"]}}}, a: {kind: Task, spec: {}}}';
    expect(first(one(text)).actions).toEqual([
      { id: 'a', kind: 'Task', spec: {} },
      { id: 'b', kind: 'VDBSnapshot', spec: { x: { y: [1, '2'] } } },
    ]);
  });

  test.each([
    ['{a: {kind: VDBDelete, spec: {}}}', 'vdb.actions.a.kind'],
    ['{a: {kind: Task}}', 'vdb.actions.a.spec is missing'],
    ['{A_B: {kind: Task, spec: {}}}', 'the key vdb.actions.A_B must be 1 to 63 lower-case letters'],
    [
      '{a: {kind: Task, spec: {password: hunter22}}}',
      'secret-in-values: vdb.actions.a.spec.password looks like a secret',
    ],
    [`{${'a'.repeat(60)}: {kind: Task, spec: {}}}`, 'has 69 characters, and at most 63 are safe in labels'],
  ])('%s is refused', (text, message) =>
    expect(problems(one(`actions: ${text}`))).toEqual([expect.stringContaining(message)]),
  );

  test('of two VDBs are two objects', () => {
    const action = (id: string) => `actions: {${id}: {kind: Task, spec: {}}}`;
    expect(problems(several(`a: {${source}, ${action('b-c')}}`, `a-b: {${source}, ${action('c')}}`))).toEqual([
      expect.stringContaining('two actions come to the same object, Task a-b-c: choose another id'),
    ]);
  });
});

describe('access from outside of the cluster', () => {
  const open = 'access: {public: {sourceRanges: [203.0.113.0/24]}}\n';

  test('needs the labels of the Pods, which are the operator’s', () => {
    expect(problems(one('', open))).toEqual([
      expect.stringContaining('missing-key: vdb.podLabels is missing: the Service of access.public leads to Pods'),
    ]);
    expect(problems(one('podLabels: {app: a}', open))).toEqual([]);
  });

  test('has TLS where the VDB has it, which is said', () =>
    expect(notices(one('podLabels: {app: a}', open))).toEqual([expect.stringContaining('pgfleet cannot enforce it')]));
});

test('labels that select everything are refused', () =>
  expect(problems(one('podLabels: {}'))).toEqual([expect.stringContaining('podLabels is empty')]));

test('in a namespace of somebody else a policy must know the Pods', () => {
  const shared = 'namespace: {name: shop, create: false}\naccess: {namespaces: [a]}\n';
  expect(problems(one('', shared))).toEqual([expect.stringContaining('no-effect: access.namespaces has no effect')]);
  expect(problems(one('podLabels: {app: a}', shared))).toEqual([]);
});

describe('checks', () => {
  test('hold for every VDB; a condition without a database is of that of the VDB', () => {
    const checks = 'checks: {tables: [customers]}\n';
    expect(virtual(one('database: {name: shop}', checks)).checks).toMatchObject({
      tables: [{ database: 'shop', name: 'customers' }],
    });
    const text = several(`a: {${source}, database: {name: x}}`, `b: {${source}, database: {name: y}}`);
    expect(problems(`${text}${checks}`)).toEqual([
      expect.stringContaining('checks.tables[0] names no database, and those of the VDBs have different names'),
    ]);
    expect(problems(`${text}checks: {tables: [{database: x, name: a}]}\n`)).toEqual([]);
  });

  test('and passwords from elsewhere, without both nothing of ours runs', () => {
    const nothing = 'checks: {level: none}\ncredentials: {source: existing, secret: a}\n';
    expect(virtual(one('', nothing)).images.tools).toBe('');
    expect(problems(one('', `${nothing}images: {tools: "a/b:1"}\n`))).toEqual([
      expect.stringContaining('no-effect: images.tools has no effect'),
    ]);
  });
});

test('a quota fits every VDB twice, and what runs beside them', () => {
  const values = `${several(`a: {${source}}`, `b: {${source}}`)}quota: {cpu: 1, memory: 1Gi, storage: 1Gi}\n`;
  expect(problems(values)).toEqual([
    expect.stringContaining(
      'quota.cpu is 1, but the Pod of a twice, the Pod of b twice, the credentials Job and checks need 2120m',
    ),
    expect.stringContaining('quota.memory is 1Gi, but'),
    expect.stringContaining('quota.storage is 1Gi, but the reports of checks need 2Gi'),
  ]);
});

test('nothing can be restored from it', () => {
  const values = 'bootstrap: {from: backup, environment: shop}\ndatabase: {name: a, owner: a}\n';
  expect(problems(values, { others: { shop: one() } })).toEqual([
    '1:40 invalid-value: shop is a VDB, which Delphix makes: it has no backups here',
  ]);
});

test.each(['A', 'a_b', 'a'.repeat(41), '', '-a', '1a'])('"%s" is no name of a VDB', (name) =>
  expect(problems(`vdbs: {"${name}": {${source}}}\n`)).toEqual([
    expect.stringMatching(/invalid-value: the key vdbs.* must be/),
  ]),
);

test('a Service has the name of the VDB, and begins with a letter', () =>
  expect(problems(one('', 'name: 1a\n'))).toEqual([expect.stringContaining('2:7 invalid-value: "1a" is the name of')]));

test('names of VDBs are for an environment to say', () => {
  const defaults = `${usualDefaults}vdbs: {a: {}}\n`;
  expect(problems(one(), { defaults })).toEqual([expect.stringContaining('unknown-key: vdbs is not a setting')]);
});

test('any names that are accepted give objects that Kubernetes takes, each once', () => {
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/);
  fc.assert(
    fc.property(name, name, name, (a, b, id) => {
      fc.pre(a !== b && `${a}-${id}`.length <= 63 && `${b}-${id}`.length <= 63);
      const block = `{${source}, podLabels: {app: x}, actions: {"${id}": {kind: Task, spec: {}}}}`;
      const rest =
        'access: {public: {sourceRanges: [203.0.113.0/24]}}\nchecks: {full: {schedule: H 2 * * 0}, onSync: quick}\n';
      const env = virtual(`${several(`"${a}": ${block}`, `"${b}": ${block}`)}${rest}`);
      const manifests = buildEnvironment(env).map(({ manifest }) => manifest);
      expect(checkManifests('values.yaml', manifests)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
