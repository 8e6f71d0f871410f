import { type Need, needsOf } from '../../../lib/cli/doctor/needs';
import { judgeNeeds } from '../../../lib/cli/doctor/secrets';
import type { Environment } from '../../../lib/defaults/environment';
import {
  bootstrap,
  exampleEnvironment,
  existingTls,
  externalEnvironment,
  noBackup,
  vdbEnvironment,
} from '../../constructs/example-environment';

const words = (env: Environment): readonly string[] =>
  needsOf(env).map(({ kind, name, keys, setting }) => `${setting}: ${kind} ${name} ${keys.join(' ')}`.trim());

test('what pgfleet makes itself is not asked for', () => {
  expect(words(exampleEnvironment({ backup: noBackup }))).toEqual([]);
});

test('keys and the authority of S3 are', () => {
  expect(words(exampleEnvironment())).toEqual([
    'backup.repository.credentialsSecret: Secret s3-keys AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY',
    'backup.repository.ca: Secret minio-ca tls.crt',
  ]);
});

test('so is everything that is said to exist', () => {
  const env = exampleEnvironment({
    backup: noBackup,
    imagePullSecrets: ['registry'],
    credentials: { source: 'existing', secret: 'orders-login', passwordKey: 'PASSWORD', readers: [] },
    tls: existingTls,
    bootstrap: { ...bootstrap, keys: 'given' },
  });
  expect(words(env)).toEqual([
    'imagePullSecrets: Secret registry .dockerconfigjson',
    'credentials.secret: Secret orders-login PASSWORD',
    'tls.secret: Secret orders-tls tls.crt tls.key',
    'tls.clientSecret: Secret orders-backup-tls tls.crt tls.key',
    'bootstrap.repository: Secret postgres-bootstrap',
  ]);
});

test('of a server elsewhere its login and its authority are', () => {
  expect(words(externalEnvironment())).toEqual([
    'external.secret: Secret erp-login user pass',
    'external.tls.ca: ConfigMap erp-ca root.pem',
  ]);
});

test('of a VDB its own Secret is, and those of its hooks', () => {
  const env = vdbEnvironment(
    {},
    {
      credentials: { source: 'existing', secret: 'vdb-login', passwordKey: 'password', readers: [] },
      hooks: [
        {
          name: 'mask',
          stage: 'post-create',
          type: 'sql',
          script: '',
          database: 'shop',
          weight: 5,
          retries: 3,
          env: [
            { name: 'SALT', secret: { name: 'masking', key: 'salt' } },
            { name: 'SCHEMA', value: 'public' },
          ],
        },
      ],
    },
  );
  expect(words(env)).toEqual(['credentials.secret: Secret vdb-login password', 'vdb.hooks: Secret masking salt']);
});

describe('the line', () => {
  const need: Need = { kind: 'Secret', name: 's3-keys', keys: ['id', 'key'], setting: 'backup' };
  const line = (answer: Parameters<typeof judgeNeeds>[2][number]) => judgeNeeds(exampleEnvironment(), [need], [answer]);

  test.each([
    [['id', 'key', 'more'], 'ok', 's3-keys'],
    [['id'], 'failed', 'the Secret s3-keys (backup) has no key key'],
    [undefined, 'failed', 'there is no Secret s3-keys (backup)'],
    [{ problem: 'you may not do that' }, 'unknown', 'you may not do that'],
  ])('with the answer %j', (answer, state, text) => {
    expect(line(answer)).toMatchObject({ name: 'Secrets of orders', state, words: text });
  });
});
