import type { Repository } from '../../lib/defaults/environment';
import { authority, expired, leaf } from './certificates';
import { environment, type Given, problems, shortest } from './resolved';

const text = (repository: string): string =>
  `backup: {method: pgBackRest, reason: null, retention: {full: 2}, repository: {${repository}}}\n${shortest}`;

const s3 = 'type: s3, bucket: backups, endpoint: minio.storage.svc, credentialsSecret: s3-keys';

const repository = (values: string, given?: Given): Repository => {
  const { backup } = environment(text(values), given);
  if (backup.method === 'none' || backup.repositories[0] === undefined) throw new Error('no repository');
  return backup.repositories[0];
};

/** Without the place. */
const found = (values: string, given?: Given): readonly string[] =>
  problems(text(values), given).map((line) => line.replace(/^\S+ /, ''));

test('a repository on S3 has everything that pgBackRest asks for', () => {
  expect(repository(s3)).toEqual({
    number: 1,
    path: '/in-cluster/orders/1',
    type: 's3',
    bucket: 'backups',
    endpoint: 'minio.storage.svc',
    port: 443,
    region: 'us-east-1',
    uriStyle: 'host',
    keys: { secret: 's3-keys', accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' },
    ca: undefined,
    cipher: undefined,
  });
});

test('a volume has a claim of its own', () => {
  expect(repository('type: volume, size: 102400Mi, storageClass: slow')).toEqual({
    number: 1,
    path: '/in-cluster/orders/1',
    type: 'volume',
    size: '100Gi',
    sizeBytes: 100 * 2 ** 30,
    storageClass: 'slow',
    cipher: undefined,
  });
});

test('the path is that of cluster, environment and generation, so that no two servers share one', () => {
  const { backup } = environment(`cluster: east\n${text(s3)}`.replace('owner: orders', 'owner: orders, generation: 3'));
  expect(backup).toMatchObject({ repositories: [{ path: '/east/orders/3' }] });
});

test('the passphrase travels by name only', () => {
  const cipher = '{secret: orders-cipher, key: passphrase, keptAt: "vault: databases/orders"}';
  expect(repository(`${s3}, cipher: ${cipher}`).cipher).toEqual({
    secret: 'orders-cipher',
    key: 'passphrase',
    keptAt: 'vault: databases/orders',
  });
});

test('what S3 needs is asked for, all at once', () => {
  expect(problems(text('type: s3'))).toEqual([
    '1:66 missing-key: backup.repository.bucket is missing: with type s3 it is the name of a bucket, which must exist',
    '1:66 missing-key: backup.repository.credentialsSecret is missing: with type s3 it is the Secret with its two keys',
    '1:66 missing-key: backup.repository.endpoint is missing: with type s3 it is the host name of the service, like minio.storage.svc',
  ]);
  expect(found('type: volume')).toEqual(['missing-key: backup.repository.size is missing']);
  expect(found('bucket: backups')).toEqual(['missing-key: backup.repository.type is missing: s3 or volume']);
});

test.each([
  ['type: volume, size: 9Gi, bucket: b-c', 'bucket', 'type s3 reads it, and the type is volume'],
  ['type: volume, size: 9Gi, endpoint: b', 'endpoint', 'type s3'],
  ['type: volume, size: 9Gi, ca: {secret: a, key: b}', 'ca', 'type s3'],
  [`${s3}, size: 9Gi`, 'size', 'type volume reads it, and the type is s3'],
  [`${s3}, storageClass: slow`, 'storageClass', 'type volume'],
  [`${s3}, keyType: web-id`, 'credentialsSecret', 'the cloud knows the Job by its ServiceAccount'],
])('%s: a key of the other kind is refused', (values, key, why) => {
  expect(found(values)).toEqual([
    expect.stringMatching(`^no-effect: backup.repository.${key} has no effect: .*${why}`),
  ]);
});

describe('keys of the other kind that are inherited are dropped', () => {
  const defaults = `owner: team
images: {postgres: "registry.example/postgres:17"}
backup: {method: pgBackRest, retention: {full: 2}, repository: {${s3}, ca: {secret: minio-ca, key: tls.crt}}}
`;
  const own = (values: string): unknown => {
    const { backup } = environment(`backup: {repository: {${values}}}\n${shortest}`, {
      defaults,
      files: { 'ca.pem': authority },
    });
    return backup.method === 'none' ? undefined : backup.repositories[0];
  };

  test('a volume below an S3 of the organisation', () => {
    expect(own('type: volume, size: 9Gi')).toMatchObject({ type: 'volume', size: '9Gi' });
  });

  test('workload identity below keys of the organisation', () => {
    expect(own('keyType: web-id')).toMatchObject({ type: 's3', keys: undefined });
  });

  test('a bucket of its own needs no other key', () => {
    expect(own('bucket: other')).toMatchObject({ bucket: 'other', keys: { secret: 's3-keys' } });
  });

  test('another kind of authority replaces that of the organisation', () => {
    expect(own('ca: {configMap: bundle, key: ca.crt}')).toMatchObject({
      ca: { from: 'configMap', name: 'bundle', key: 'ca.crt' },
    });
    expect(own('ca: {file: ca.pem}')).toMatchObject({ ca: { from: 'file' } });
    expect(own('ca: null')).toMatchObject({ ca: undefined });
  });
});

test('two layers of the organisation cannot name two authorities', () => {
  const defaults = `owner: team
images: {postgres: "registry.example/postgres:17"}
backup: {method: pgBackRest, retention: {full: 2}, repository: {${s3}, ca: {secret: minio-ca, key: tls.crt}}}
profiles: {production: {backup: {repository: {ca: {file: ca.pem}}}}}
`;
  expect(problems(shortest, { defaults })).toEqual([
    expect.stringContaining('backup.repository.ca must name one of secret, configMap, file, externalSecret'),
  ]);
});

test.each([
  [
    '{secret: a, file: ca.pem}',
    'invalid-value: backup.repository.ca must name one of secret, configMap, file, externalSecret',
  ],
  ['{key: a}', 'invalid-value: backup.repository.ca must name one of secret, configMap, file, externalSecret'],
  ['{configMap: a}', 'missing-key: backup.repository.ca.key is missing: where in it the certificate is'],
  [
    '{file: ca.pem, key: a}',
    'no-effect: backup.repository.ca.key has no effect: only a Secret or ConfigMap has keys, and it is file',
  ],
])('an authority is one thing: %s', (values, message) => {
  expect(found(`${s3}, ca: ${values}`, { files: { 'ca.pem': authority } })).toEqual([message]);
});

test('the two keys of a Secret are two', () => {
  expect(found(`${s3}, credentialsKeys: {accessKeyId: key, secretAccessKey: key}`)).toEqual([
    'invalid-value: backup.repository.credentialsKeys names the key "key" twice',
  ]);
});

test('the authority comes from a Secret, a ConfigMap, a file or a store', () => {
  const ca = (values: string, files = {}): unknown => {
    const found = repository(`${s3}, ca: ${values}`, { files });
    return found.type === 's3' ? found.ca : undefined;
  };
  expect(ca('{secret: minio-ca, key: tls.crt}')).toEqual({ from: 'secret', name: 'minio-ca', key: 'tls.crt' });
  expect(
    ca('{externalSecret: {store: {name: s, kind: ClusterSecretStore}, key: minio-ca, property: tls.crt}}'),
  ).toEqual({
    from: 'externalSecret',
    store: { name: 's', kind: 'ClusterSecretStore' },
    remote: { key: 'minio-ca', property: 'tls.crt' },
  });
  expect(ca('{file: ca.pem}', { 'ca.pem': authority })).toEqual({ from: 'file', file: 'ca.pem', pem: authority });
});

describe('a file of the authority', () => {
  const ofFile = (content: string | undefined): readonly string[] =>
    found(`${s3}, ca: {file: ca.pem}`, content === undefined ? {} : { files: { 'ca.pem': content } });

  test('may hold several certificates, words around them, and line ends of Windows', () => {
    const values = `${s3}, ca: {file: ca.pem}`;
    const files = { 'ca.pem': `Subject: Test authority\n${authority}\n${expired}`.replaceAll('\n', '\r\n') };
    expect(repository(values, { files })).toMatchObject({ ca: { pem: authority + expired } });
  });

  test.each([
    [undefined, 'file-missing: "ca.pem" does not exist beside values.yaml'],
    ['', 'invalid-value: "ca.pem" holds no certificate: PEM begins with -----BEGIN CERTIFICATE-----'],
    ['\u0030\u0082\u0001', 'invalid-value: "ca.pem" holds no certificate: PEM begins with -----BEGIN CERTIFICATE-----'],
    [authority.replace('MII', 'MIX'), 'invalid-value: "ca.pem" is damaged: its certificate 1 cannot be read'],
    [
      leaf,
      'invalid-value: "ca.pem" holds a certificate that is no authority (CN=leaf): it must be the one that signed that of the service',
    ],
    [expired, 'invalid-value: "ca.pem" has expired on 2021-01-01: nothing it signed is trusted'],
    [
      `${authority}-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n`,
      'secret-in-values: "ca.pem" holds a private key, which would stand in Git: only certificates belong there',
    ],
  ])('is judged before it is in Git (%#)', (content, message) => expect(ofFile(content)).toEqual([message]));

  test('stands beside values.yaml', () => {
    expect(problems(text(`${s3}, ca: {file: ../ca.pem}`))).toEqual([
      expect.stringMatching(/^1:\d+ invalid-value: "\.\.\/ca\.pem" must be the name of a file beside values\.yaml/),
    ]);
  });
});
