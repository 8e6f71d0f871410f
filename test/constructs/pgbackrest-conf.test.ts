import { bootstrapConf, clientConf, dumpConf, pgbackrestConf } from '../../lib/constructs/pgbackrest-conf';
import type { PgBackRestBackup, Repository } from '../../lib/defaults/environment';
import { exampleEnvironment, pgBackRest, pgDump, s3Repository, volumeRepository } from './example-environment';

const cipher = { secret: 'passphrase', key: 'value', keptAt: 'vault: databases/orders/backup' };
const env = exampleEnvironment();
const at = (repository: Repository): PgBackRestBackup => ({ ...pgBackRest, repositories: [repository] });
const lines = (text: string) => text.split('\n');

test('the database archives, restores, and serves the Jobs of its own certificate alone', () => {
  expect(pgbackrestConf(env, pgBackRest)).toMatchInlineSnapshot(`
"[global]
repo1-type=s3
repo1-path=/in-cluster/orders/1
repo1-s3-bucket=backups
repo1-s3-endpoint=minio.storage.svc
repo1-storage-port=9000
repo1-s3-region=us-east-1
repo1-s3-uri-style=path
repo1-s3-key-type=shared
repo1-storage-ca-file=/pgfleet/repository/ca.crt
repo1-bundle=y
repo1-block=y
repo1-retention-full-type=count
repo1-retention-full=4
compress-type=zst
compress-level=3
process-max=2
start-fast=y
archive-timeout=120
archive-async=y
spool-path=/pgdata/pgbackrest-spool
log-level-file=off
log-level-console=info
lock-path=/tmp/pgbackrest
tcp-keep-alive-idle=60
tcp-keep-alive-interval=10
tcp-keep-alive-count=6
tls-server-address=*
tls-server-port=8432
tls-server-ca-file=/pgfleet/tls/ca.crt
tls-server-cert-file=/pgfleet/tls/tls.crt
tls-server-key-file=/pgfleet/tls/tls.key
tls-server-auth=postgres.postgres-orders=main

[global:archive-push]
io-timeout=5
log-level-console=warn

[main]
pg1-path=/pgdata/data
pg1-socket-path=/var/run/postgresql
"
`);
});

test('the Jobs write to the repository themselves, and read the database over TLS', () => {
  expect(clientConf(env, pgBackRest)).toMatchInlineSnapshot(`
"[global]
repo1-type=s3
repo1-path=/in-cluster/orders/1
repo1-s3-bucket=backups
repo1-s3-endpoint=minio.storage.svc
repo1-storage-port=9000
repo1-s3-region=us-east-1
repo1-s3-uri-style=path
repo1-s3-key-type=shared
repo1-storage-ca-file=/pgfleet/repository/ca.crt
repo1-bundle=y
repo1-block=y
repo1-retention-full-type=count
repo1-retention-full=4
compress-type=zst
compress-level=3
process-max=2
start-fast=y
archive-timeout=120
log-level-file=off
log-level-console=info
lock-path=/tmp/pgbackrest
tcp-keep-alive-idle=60
tcp-keep-alive-interval=10
tcp-keep-alive-count=6

[main]
pg1-host=postgres-0.postgres-headless.postgres-orders.svc
pg1-host-type=tls
pg1-host-port=8432
pg1-host-ca-file=/pgfleet/tls/ca.crt
pg1-host-cert-file=/pgfleet/tls/tls.crt
pg1-host-key-file=/pgfleet/tls/tls.key
pg1-host-config=/pgfleet/backup/pgbackrest.conf
pg1-host-config-include-path=/run/pgbackrest
pg1-path=/pgdata/data
pg1-socket-path=/var/run/postgresql
"
`);
});

test('for dumps pgBackRest only carries files', () => {
  expect(dumpConf(pgDump)).toMatchInlineSnapshot(`
"[global]
repo1-type=s3
repo1-path=/in-cluster/orders/1
repo1-s3-bucket=backups
repo1-s3-endpoint=minio.storage.svc
repo1-storage-port=9000
repo1-s3-region=us-east-1
repo1-s3-uri-style=path
repo1-s3-key-type=shared
repo1-storage-ca-file=/pgfleet/repository/ca.crt
log-level-file=off
log-level-console=info
lock-path=/tmp/pgbackrest
tcp-keep-alive-idle=60
tcp-keep-alive-interval=10
tcp-keep-alive-count=6
"
`);
});

test('a volume has a directory for each environment and generation', () => {
  expect(lines(pgbackrestConf(env, at(volumeRepository)))).toEqual(
    expect.arrayContaining(['repo1-type=posix', 'repo1-path=/pgfleet/repository-volume/in-cluster/orders/1']),
  );
});

test('with workload identity there are no keys, and with a public authority no file of one', () => {
  const { keys, ca, ...rest } = s3Repository as Repository & { readonly type: 's3' };
  const text = pgbackrestConf(env, at({ ...rest, keys: undefined, ca: undefined }));
  expect(keys).toBeDefined();
  expect(ca).toBeDefined();
  expect(text).toContain('repo1-s3-key-type=web-id\n');
  expect(text).not.toContain('storage-ca-file');
});

test('an encrypted repository names its cipher, never its passphrase', () => {
  const text = clientConf(env, at({ ...s3Repository, cipher }));
  expect(text).toContain('repo1-cipher-type=aes-256-cbc\n');
  expect(text).not.toContain('cipher-pass');
});

test('retention by time keeps days, and differential backups have a count of their own', () => {
  const retention = { type: 'time', full: 30, differential: 6 } as const;
  expect(lines(clientConf(env, { ...pgBackRest, retention }))).toEqual(
    expect.arrayContaining(['repo1-retention-full-type=time', 'repo1-retention-full=30', 'repo1-retention-diff=6']),
  );
});

test('without compression there is no level', () => {
  const compression = { type: 'none', level: undefined } as const;
  expect(clientConf(env, { ...pgBackRest, compression })).toMatch(/^compress-type=none\nprocess-max/m);
});

describe('a restore from elsewhere', () => {
  const target = { type: 'default', value: '', set: '', timeline: '' } as const;
  const bootstrap = { source: 'x', stanza: 'db', repository: { ...s3Repository, number: 2 }, target } as const;

  test('reads its source by the section of its stanza, as the first repository, and has no spool that outlives an attempt', () => {
    const text = bootstrapConf(env, { ...bootstrap, keys: 'given' }, bootstrap.repository as Repository);
    expect(text).toMatch(/^\[db\]\npg1-path=\/pgdata\/data$/m);
    expect(text).toContain('repo1-s3-bucket=backups\n');
    expect(text).not.toMatch(/repo2|spool|retention|tls/);
  });

  test.each([
    ['own', '/pgfleet/repository/ca.crt'],
    ['given', '/pgfleet/bootstrap/ca.crt'],
  ] as const)('with %s keys trusts %s', (keys, file) => {
    expect(bootstrapConf(env, { ...bootstrap, keys }, bootstrap.repository as Repository)).toContain(
      `repo1-storage-ca-file=${file}\n`,
    );
  });
});
