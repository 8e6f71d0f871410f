import type { Bootstrap } from '../../lib/defaults/environment';
import { authority } from './certificates';
import { environment, type Given, notices, problems, shortest } from './resolved';

const s3 = (keys: string): string =>
  `backup: {method: pgBackRest, reason: null, retention: {full: 1}, repository: {type: s3, bucket: backups, endpoint: minio, ${keys}}}\n`;
const shared = s3('credentialsSecret: s3-keys, ca: {secret: minio-ca, key: tls.crt}');
const orders = shared + shortest;
const clone = (bootstrap: string, backup = shared): string =>
  `bootstrap: {from: backup, ${bootstrap}}\n${backup}database: {name: orders, owner: orders, generation: 3}\n`;

const given = (others: Given['others'] = { orders }): Given => ({ id: 'clone', others });
const bootstrap = (text: string, more?: Given): Bootstrap => {
  const found = environment(text, more ?? given()).bootstrap;
  if (found === undefined) throw new Error('no bootstrap');
  return found;
};
const found = (text: string, more?: Given): readonly string[] => problems(text, more ?? given());

test('an environment without the block begins with initdb', () => {
  expect(environment(shortest).bootstrap).toBeUndefined();
});

test('another environment: its own place in its own repository, with the keys that are there already', () => {
  expect(bootstrap(clone('environment: orders'))).toMatchObject({
    source: 'environment orders, generation 1',
    stanza: 'main',
    repository: { type: 's3', bucket: 'backups', path: '/in-cluster/orders/1' },
    keys: 'own',
    target: { type: 'default', value: '', set: '', timeline: '' },
  });
});

test('cluster, generation and stanza are those of the source', () => {
  const source = `cluster: east\n${shared.replace('{method', '{stanza: shop, method')}database: {name: a, owner: a, generation: 4}\n`;
  expect(bootstrap(clone('environment: orders'), given({ orders: source }))).toMatchObject({
    stanza: 'shop',
    repository: { path: '/east/orders/4' },
  });
  expect(bootstrap(clone('environment: orders, generation: 2, stanza: old'), given({ orders: source }))).toMatchObject({
    source: 'environment orders, generation 2',
    stanza: 'old',
    repository: { path: '/east/orders/2' },
  });
});

describe('keys are given in a Secret of their own', () => {
  test.each([
    ['another Secret', s3('credentialsSecret: other, ca: {secret: minio-ca, key: tls.crt}')],
    ['another authority', s3('credentialsSecret: s3-keys')],
    [
      'a passphrase',
      s3(
        'credentialsSecret: s3-keys, ca: {secret: minio-ca, key: tls.crt}, cipher: {secret: c, key: k, keptAt: vault}',
      ),
    ],
    ['no backups of pgBackRest', ''],
  ])('where the environment itself has %s', (_, backup) => {
    expect(bootstrap(clone('environment: orders', backup))).toMatchObject({
      keys: 'given',
      repository: { keys: { secret: 's3-keys' } },
    });
  });

  test('and are its own where only the bucket differs', () => {
    const elsewhere = shared.replace('bucket: backups', 'bucket: clones').replace('minio,', 'other,');
    expect(bootstrap(clone('environment: orders', elsewhere))).toMatchObject({
      keys: 'own',
      repository: { bucket: 'backups', endpoint: 'minio' },
    });
  });
});

describe('this environment itself', () => {
  const self = (values: string, generation = 3): readonly string[] =>
    problems(clone(values).replace('generation: 3', `generation: ${generation}`), { id: 'clone' });

  test('is restored from the generation before, or an older one', () => {
    expect(bootstrap(clone('environment: clone'), { id: 'clone' })).toMatchObject({
      source: 'environment clone, generation 2',
      keys: 'own',
      repository: { path: '/in-cluster/clone/2' },
    });
    expect(bootstrap(clone('environment: clone, generation: 1'), { id: 'clone' }).repository?.path).toBe(
      '/in-cluster/clone/1',
    );
  });

  test('also from its volume, which stays', () => {
    const volume =
      'backup: {method: pgBackRest, reason: null, retention: {full: 1}, repository: {type: volume, size: 9Gi}}\n';
    expect(bootstrap(clone('environment: clone', volume), { id: 'clone' }).repository).toMatchObject({
      type: 'volume',
      path: '/in-cluster/clone/2',
    });
  });

  test('cannot be restored from itself', () => {
    expect(self('environment: clone, generation: 3')).toEqual([
      '1:59 invalid-value: bootstrap restores generation 3 of this environment, whose database.generation is 3: raise database.generation, so that the restore gets claims of its own',
    ]);
    expect(self('environment: clone', 1)).toEqual([
      expect.stringMatching(/^1:40 invalid-value: .*raise database\.generation/),
    ]);
  });

  test('needs backups', () => {
    expect(problems(clone('environment: clone', ''), { id: 'clone' })).toEqual([
      '1:40 invalid-value: clone has no backups of pgBackRest to restore: its backup.method is none',
    ]);
  });
});

describe('a source that cannot be restored is an error of the clone', () => {
  test.each([
    ['has no backups', shortest, 'orders has no backups of pgBackRest to restore: its backup.method is none'],
    [
      'has dumps only',
      orders.replace('pgBackRest', 'pgDump'),
      'orders has no backups of pgBackRest to restore: its backup.method is pgDump',
    ],
    [
      'keeps them on a volume',
      'backup: {method: pgBackRest, reason: null, retention: {full: 1}, repository: {type: volume, size: 9Gi}}\n' +
        shortest,
      'the backups of orders are on a volume, which only orders itself can reach: give it a repository of type s3',
    ],
    ['has a mistake in its file', 'nmae: x\n', 'orders has mistakes of its own: see pgfleet validate orders'],
    [
      'has a mistake in its backups',
      orders.replace('bucket: backups, ', ''),
      'orders has mistakes of its own: see pgfleet validate orders',
    ],
    ['cannot be read', undefined, 'orders has mistakes of its own: see pgfleet validate orders'],
  ])('%s', (_, source, message) => {
    expect(found(clone('environment: orders'), given({ orders: source }))).toEqual([`1:40 invalid-value: ${message}`]);
  });

  test('runs another major version: both are named', () => {
    const source = orders.replace('name: orders', 'version: "15", name: orders');
    expect(found(clone('environment: orders'), given({ orders: source }))).toEqual([
      '1:40 image: orders runs PostgreSQL 15, and this environment PostgreSQL 17: a backup is restored by the same major version only',
    ]);
  });

  test('ran another major version in an older generation: its backups know', () => {
    const source = orders.replace('name: orders', 'version: "18", generation: 2, name: orders');
    expect(found(clone('environment: orders, generation: 1'), given({ orders: source }))).toEqual([]);
  });

  test('a version that is missing is said once, where it is missing', () => {
    const text = clone('environment: orders').replace('generation: 3', 'version: null');
    expect(found(text)).toEqual([expect.stringContaining('missing-key: database.version is missing')]);
  });

  test('has no such generation', () => {
    expect(found(clone('environment: orders, generation: 2'))).toEqual([
      '1:60 invalid-value: orders has database.generation 1, and no 2 yet',
    ]);
  });

  test('a mistake that has nothing to do with backups is not repeated', () => {
    expect(found(clone('environment: orders'), given({ orders: `${orders}quota: {cpu: 1m}\nowner: null\n` }))).toEqual(
      [],
    );
  });
});

test('two environments that name each other are both resolved', () => {
  const one = clone('environment: two');
  const two = clone('environment: one');
  expect(bootstrap(one, { id: 'one', others: { two } }).repository?.path).toBe('/in-cluster/two/3');
  expect(bootstrap(two, { id: 'two', others: { one } }).repository?.path).toBe('/in-cluster/one/3');
});

describe('a source that is gone', () => {
  test('is looked for in the repository of the clone, which says so', () => {
    const text = clone('environment: order, generation: 2');
    expect(bootstrap(text)).toMatchObject({
      source: 'environment order, generation 2',
      keys: 'own',
      repository: { bucket: 'backups', path: '/in-cluster/order/2' },
    });
    expect(notices(text, given())).toEqual([
      'environments/clone/values.yaml:1:40 notice: there is no environment "order"; did you mean "orders"? A restore would look for its backups at /in-cluster/order/2 of this environment\'s own repository',
    ]);
  });

  test('without a repository nothing is known', () => {
    const text = clone('environment: lost', '');
    expect(bootstrap(text)).toMatchObject({ source: 'environment lost, generation 1', repository: undefined });
    expect(notices(text, given())).toEqual([
      'environments/clone/values.yaml:1:40 notice: there is no environment "lost". Without a repository of its own this one cannot be restored: it will not start on an empty volume',
    ]);
  });

  test('a source that exists is no reason for a notice', () => {
    expect(notices(clone('environment: orders'), given())).toEqual([]);
  });
});

describe('the repository of somebody else', () => {
  const foreign = 'repository: {bucket: old, endpoint: s3.example.com, path: /pgbackrest/shop}';

  test('is taken as it is', () => {
    expect(bootstrap(clone(`${foreign}, stanza: db`))).toMatchObject({
      source: 's3://old/pgbackrest/shop at s3.example.com:443',
      stanza: 'db',
      keys: 'given',
      repository: {
        type: 's3',
        number: 1,
        bucket: 'old',
        path: '/pgbackrest/shop',
        region: 'us-east-1',
        keys: { secret: 'postgres-bootstrap', accessKeyId: 's3-key', secretAccessKey: 's3-key-secret' },
      },
    });
    expect(bootstrap(clone(foreign)).stanza).toBe('main');
  });

  test('may be opened by the keys that are there', () => {
    const same = foreign.replace('}', ', credentialsSecret: s3-keys, ca: {secret: minio-ca, key: tls.crt}}');
    expect(bootstrap(clone(same)).keys).toBe('own');
  });

  test('may have an authority in a file', () => {
    const text = clone(foreign.replace('}', ', ca: {file: ca.pem}}'));
    expect(bootstrap(text, { id: 'clone', files: { 'ca.pem': authority } }).repository).toMatchObject({
      ca: { from: 'file', pem: authority },
    });
    expect(problems(text, { id: 'clone' })).toEqual([expect.stringContaining('file-missing: "ca.pem"')]);
  });

  test('has no generations, and is no volume', () => {
    expect(found(clone(`${foreign}, generation: 2`))).toEqual([
      expect.stringContaining(
        'no-effect: bootstrap.generation has no effect: only bootstrap.environment has generations',
      ),
    ]);
    expect(found(clone('repository: {type: volume, size: 9Gi, path: /a}'))).toEqual([
      '1:46 invalid-value: bootstrap.repository must be of type s3: a volume belongs to one environment',
    ]);
  });

  const secret = 'of the Secret postgres-bootstrap';

  test.each([
    ['credentialsSecret: old-keys', 'credentialsSecret', `the Secret .* the key s3-key and s3-key-secret ${secret}`],
    ['ca: {secret: old-ca, key: ca.crt}', 'ca', `the authority .* the key ca.crt ${secret}`],
    ['ca: {configMap: postgres-bootstrap, key: ca.crt}', 'ca', 'the authority'],
    [
      'cipher: {secret: c, key: cipher-pass, keptAt: vault}',
      'cipher',
      `the passphrase .* the key cipher-pass ${secret}`,
    ],
  ])('cannot bring a Secret that is mounted nowhere: %s', (values, _, words) => {
    expect(found(clone(foreign.replace('}', `, ${values}}`)))).toEqual([
      expect.stringMatching(`invalid-value: ${words}`),
    ]);
  });

  test('may say what its Secret holds beside the keys', () => {
    const more =
      'ca: {secret: postgres-bootstrap, key: ca.crt}, cipher: {secret: postgres-bootstrap, key: cipher-pass, keptAt: vault}';
    expect(bootstrap(clone(foreign.replace('}', `, ${more}}`)))).toMatchObject({
      keys: 'given',
      repository: { ca: { from: 'secret' }, cipher: { key: 'cipher-pass' } },
    });
    expect(found(clone(foreign.replace('}', ', credentialsKeys: {accessKeyId: a}}')))).toEqual([
      expect.stringContaining('no-effect: bootstrap.repository.credentialsKeys'),
    ]);
  });

  test('may be opened by the identity of the Pod', () => {
    expect(bootstrap(clone(foreign.replace('}', ', keyType: web-id}'))).repository).toMatchObject({ keys: undefined });
  });

  test.each(['pgbackrest', '/a/../b', '/a//b', '/'])('has no path like %s', (path) => {
    expect(found(clone(`repository: {path: ${path}}`))).toEqual([expect.stringContaining('must be a path like')]);
  });

  test('asks for what it needs', () => {
    expect(found(clone('repository: {path: /a}')).map((line) => line.replace(/^\S+ (\S+ \S+) .*/, '$1'))).toEqual([
      'missing-key: bootstrap.repository.bucket',
      'missing-key: bootstrap.repository.endpoint',
    ]);
  });
});

test('one source, and not two', () => {
  expect(found(clone('environment: orders, repository: {path: /a}'))).toEqual([
    '1:60 invalid-value: bootstrap has environment and repository: one of the two',
  ]);
  expect(found(`bootstrap: {from: backup}\n${shortest}`)).toEqual([
    '1:1 missing-key: bootstrap.environment is missing, or bootstrap.repository: whose backup is restored',
  ]);
});

describe('the target', () => {
  const target = (values: string): unknown => bootstrap(clone(`environment: orders, target: {${values}}`)).target;
  const wrong = (values: string): readonly string[] =>
    found(clone(`environment: orders, target: {${values}}`)).map((line) => line.replace(/^\S+ /, ''));

  test.each([
    ['2026-11-20T12:00:00Z', '2026-11-20 12:00:00+00:00'],
    ['"2026-11-20 13:00:00.123456+01:00"', '2026-11-20 13:00:00.123456+01:00'],
    ['"2024-02-29T23:59:59-0330"', '2024-02-29 23:59:59-03:30'],
    ['"2026-11-20 13:00:00+02"', '2026-11-20 13:00:00+02:00'],
  ])('the time %s is written as pgBackRest reads it', (written, value) => {
    expect(target(`time: ${written}`)).toEqual({ type: 'time', value, set: '', timeline: '' });
  });

  test.each([
    '"2026-02-29T12:00:00Z"',
    '"2026-13-01T12:00:00Z"',
    '"2026-11-20T24:00:00Z"',
    '"2026-11-20T12:60:00Z"',
    '"2026-11-20T12:00:00+25:00"',
  ])('the time %s does not exist', (time) => {
    expect(wrong(`time: ${time}`)).toEqual([`invalid-value: bootstrap.target.time ${time} does not exist`]);
  });

  test.each(['"2026-11-20T12:00:00"', '"2026-11-20"', 'yesterday'])('the time %s has no offset', (time) => {
    expect(wrong(`time: ${time}`)).toEqual([expect.stringContaining('must be a time with its offset')]);
  });

  test.each([
    ['lsn: 0/3000060', { type: 'lsn', value: '0/3000060', set: '', timeline: '' }],
    ['xid: "4711", timeline: 3', { type: 'xid', value: '4711', set: '', timeline: '3' }],
    ['name: before, timeline: current', { type: 'name', value: 'before', set: '', timeline: 'current' }],
    ['immediate: true, set: 20261120-020000F', { type: 'immediate', value: '', set: '20261120-020000F', timeline: '' }],
    ['timeline: latest', { type: 'default', value: '', set: '', timeline: 'latest' }],
  ])('%s', (values, expected) => expect(target(values)).toEqual(expected));

  test('is one', () => {
    expect(wrong('lsn: 0/3000060, immediate: true')).toEqual([
      'invalid-value: bootstrap.target has lsn and immediate: one of them',
    ]);
  });

  test('immediate knows no timeline', () => {
    expect(wrong('immediate: true, timeline: 2')).toEqual([
      'no-effect: bootstrap.target.timeline has no effect: with target.immediate recovery ends before a timeline is chosen',
    ]);
  });
});

describe('where S3 is', () => {
  const network = (values: string, rest: string): string => `network: {s3: ${values}}\n${rest}`;

  test('is for backups and for restores', () => {
    const s3 = { cidrs: [], namespace: 'storage', podPort: 9000 };
    expect(environment(network('{namespace: storage, podPort: 9000}', orders)).s3).toEqual(s3);
    const restored = network('{namespace: storage, podPort: 9000}', clone('environment: orders', ''));
    expect(environment(restored, given()).s3).toEqual(s3);
  });

  test('is a namespace or ranges', () => {
    expect(problems(network('{namespace: storage, cidrs: [10.0.0.0/8]}', orders))).toEqual([
      '1:43 invalid-value: network.s3 has namespace and cidrs: one of the two; null removes one that is inherited',
    ]);
  });
});
