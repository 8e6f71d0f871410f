import type { RequestListener } from 'node:http';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { backedUp, backUp, type JobEnd, job } from './harness/backup-jobs';
import { createAuthority } from './harness/certificates';
import { disposeAll } from './harness/environment';
import { clientName, placeCertificate, repositorySandbox, testAuthority } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

const servers: Server[] = [];
afterEach(async () => {
  await disposeAll();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** An object storage that answers everything in one way. */
const storage = (listener: RequestListener, certificate = testAuthority().issue('localhost', ['localhost'])) =>
  listening(createServer({ key: certificate.key, cert: certificate.certificate }, listener));

const answer =
  (status: number, code: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', 'x-minio-error-code': code });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
  };

/** A Job whose repository is at that port; nothing else of it is there. */
const withStorage = async (port: number, endpoint = 'localhost', ca = testAuthority().ca): Promise<Sandbox> => {
  const sandbox = await repositorySandbox();
  const { at, write } = sandbox;
  const place = ['repo1-type=s3', 'repo1-path=/a/b/1', 'repo1-s3-bucket=bucket', 'repo1-s3-region=us-east-1'];
  const address = [`repo1-s3-endpoint=${endpoint}`, `repo1-storage-port=${port}`, 'repo1-s3-uri-style=path'];
  const authority = `repo1-storage-ca-file=${at('pgfleet/repository/ca.crt')}`;
  write(
    'pgfleet/backup/client.conf',
    [
      '[global]',
      ...place,
      ...address,
      authority,
      'log-level-file=off',
      '[main]',
      `pg1-path=${at('pgdata/data')}`,
      '',
    ].join('\n'),
  );
  write('pgfleet/backup/repository', `s3://bucket/a/b/1 at ${endpoint}:${port}\n`);
  write('pgfleet/repository/s3-key', 'key');
  write('pgfleet/repository/s3-key-secret', 'sec"ret');
  write('pgfleet/repository/ca.crt', ca);
  return sandbox;
};

const backUpTo = (sandbox: Sandbox): Promise<JobEnd> =>
  backUp(sandbox, 'full', { PGFLEET_WAIT_SECONDS: '0', PGFLEET_IO_SECONDS: '1' });

/** One plain line names the cause, before the result. */
const expectFault = (end: JobEnd, fault: string, words: RegExp): void => {
  expect([end.code, end.report.fault]).toEqual([1, fault]);
  expect(end.report.cause).toMatch(words);
  expect(end.stderr.split('\n')).toContain(`pgfleet backup: ${end.report.cause}`);
};

describe('an object storage', () => {
  test.each([
    ['that does not know the key', 403, 'InvalidAccessKeyId', 's3-key', /does not know the access key ID/],
    ['that refuses the signature', 403, 'SignatureDoesNotMatch', 's3-secret', /secret access key does not fit/],
    ['that denies access', 403, 'AccessDenied', 's3-denied', /refuses access with these keys/],
    ['without the bucket', 404, 'NoSuchBucket', 'bucket-missing', /bucket does not exist \(s3:\/\/bucket/],
    ['with another clock', 403, 'RequestTimeTooSkewed', 's3-clock', /clocks/],
    ['of another region', 400, 'AuthorizationHeaderMalformed', 's3-region', /another region/],
    ['that fails', 503, 'SlowDown', 's3-failing', /an error of its own/],
  ])('%s', async (_, status, code, fault, words) => {
    const end = await backUpTo(await withStorage(await storage(answer(status, code))));
    expectFault(end, fault, words);
    expect(end.stdout + end.stderr).not.toContain('sec"ret');
  });

  test('that is down', async () => {
    expectFault(
      await backUpTo(await withStorage(1)),
      's3-unreachable',
      /\(s3:\/\/bucket.*localhost:1\) cannot be reached/,
    );
  });

  test('whose name is unknown', async () => {
    const end = await backUpTo(await withStorage(1, 'nowhere.invalid'));
    expectFault(end, 's3-name-unknown', /host name of the object storage .* cannot be resolved/);
  });

  test('whose certificate is of another authority', async () => {
    const port = await storage(answer(200, ''), createAuthority('other').issue('localhost', ['localhost']));
    expectFault(await backUpTo(await withStorage(port)), 's3-not-trusted', /not signed by the authority/);
  });

  test('whose certificate is for another name', async () => {
    const port = await storage(answer(200, ''), testAuthority().issue('elsewhere', ['elsewhere']));
    expectFault(await backUpTo(await withStorage(port)), 's3-name', /for another host name/);
  });

  test('without TLS', async () => {
    const port = await listening(createPlainServer(answer(200, '')));
    expectFault(await backUpTo(await withStorage(port)), 's3-no-tls', /does not speak TLS/);
  });

  test('whose authority is no PEM, by what the needs say', async () => {
    const sandbox = await withStorage(1, 'localhost', 'no certificate');
    sandbox.write(
      'pgfleet/backup/needs',
      's3-key\tkey id of the Secret s3-keys\nca.crt\tkey tls.crt of the Secret s3-ca\n',
    );
    expectFault(await backUpTo(sandbox), 'needs-missing', /PEM.*key tls\.crt of the Secret s3-ca/);
    sandbox.write('pgfleet/backup/needs', 'cipher-pass\tkey pass of the Secret cipher\n');
    expectFault(
      await backUpTo(sandbox),
      'needs-missing',
      /key pass of the Secret cipher, which does not exist or lacks that key/,
    );
    sandbox.write('pgfleet/backup/needs', '');
    expectFault(await backUpTo(sandbox), 'ca-unreadable', /no PEM/);
  });
});

describe('the backup server beside the database', () => {
  test('that is down, of another authority, or refuses the certificate of the Job', async () => {
    const sandbox = await backedUp();
    const dir = 'pgfleet/client-tls';
    await placeCertificate(sandbox, dir, testAuthority().issue('somebody.else'));
    expectFault(await backUpTo(sandbox), 'client-refused', /refused the certificate of this Job/);
    const own = testAuthority().issue(clientName);
    await placeCertificate(sandbox, dir, { ...createAuthority('other').issue(clientName), ca: own.ca });
    expectFault(await backUpTo(sandbox), 'client-refused', /another authority/);
    await placeCertificate(sandbox, dir, createAuthority('other').issue(clientName));
    expectFault(await backUpTo(sandbox), 'server-not-trusted', /not signed by the authority that this Job knows/);
    await placeCertificate(sandbox, dir, own);
    sandbox.backupServer.kill();
    await sandbox.backupServer.exited;
    const end = await backUp(sandbox, 'full', {
      PGFLEET_WAIT_SECONDS: '0',
      PGFLEET_IO_SECONDS: '1',
      PGBACKREST_IO_TIMEOUT: '1',
    });
    expectFault(end, 'server-unreachable', /cannot be reached/);
  });

  test('with a certificate for another name', async () => {
    const sandbox = await backedUp();
    await placeCertificate(sandbox, 'pgfleet/tls', testAuthority().issue('elsewhere', ['elsewhere']));
    await sandbox.backupServer.waitForOutput('reading them again');
    expectFault(await backUpTo(sandbox), 'server-name', /does not name localhost/);
  });
});

describe('the repository', () => {
  test('of another database is not overwritten', async () => {
    const first = await backedUp();
    expect((await backUp(first, 'full')).code).toBe(0);
    const second = await backedUp();
    const own = second.at('repository');
    for (const file of ['pgfleet/backup/client.conf', 'pgfleet/backup/pgbackrest.conf'])
      second.write(file, second.read(file).replaceAll(own, first.at('repository')));
    expectFault(await backUpTo(second), 'other-database', /holds the backups of another database/);
  });

  test('with another passphrase', async () => {
    const sandbox = await backedUp();
    expect((await backUp(sandbox, 'full')).code).toBe(0);
    for (const file of ['pgfleet/backup/client.conf', 'pgfleet/backup/pgbackrest.conf'])
      sandbox.write(file, sandbox.read(file).replace('[global]\n', '[global]\nrepo1-cipher-type=aes-256-cbc\n'));
    expectFault(await backUpTo(sandbox), 'keys-missing', /passphrase of the repository is missing/);
    sandbox.write('pgfleet/repository/cipher-pass', 'another');
    expectFault(await backUpTo(sandbox), 'passphrase', /encrypted with another passphrase, or is not encrypted/);
  });

  test('that cannot be written', async () => {
    const sandbox = await backedUp();
    await sandbox.run(['chmod', '500', sandbox.at('repository')]);
    expectFault(await backUpTo(sandbox), 'volume-read-only', /cannot be written: permission denied/);
  });

  test('that the database cannot reach', async () => {
    const sandbox = await backedUp();
    sandbox.write(
      'pgfleet/backup/pgbackrest.conf',
      sandbox.read('pgfleet/backup/pgbackrest.conf').replace(/^repo1-path=.*$/m, 'repo1-path=/nowhere'),
    );
    const end = await job(sandbox, 'backup.sh', { PGFLEET_BACKUP_TYPE: 'initial', PGBACKREST_ARCHIVE_TIMEOUT: '3' });
    expectFault(end, 'archiving', /archiving fails/);
  });
});

/** What is not made here: recorded from pgBackRest 2.55.1 and psql 17, or (expired, disk full, archiving off) written in their form. */
test.each([
  [
    's3-certificate-expired',
    "[095]: unable to verify certificate presented by 's3.test:9000 (10.200.0.1)': [10] certificate has expired",
  ],
  [
    'server-certificate-expired',
    "WARN: unable to check pg1: [CryptoError] unable to verify certificate presented by 'db:8432 (10.1.1.1)': [10] certificate has expired\nERROR: [056]: unable to find primary cluster - cannot proceed",
  ],
  ['disk-full', "ERROR: [029]: unable to write '/repository/x': [28] No space left on device"],
  [
    'database-refused',
    'psql: error: connection to server at "db" (10.1.1.1), port 5432 failed: FATAL:  role "pgfleet_backup" does not exist',
  ],
  [
    'database-not-trusted',
    'psql: error: connection to server at "db" (10.1.1.1), port 5432 failed: SSL error: certificate verify failed',
  ],
  ['database-down', 'psql: error: connection to server at "db" (10.1.1.1), port 5432 failed: Connection refused'],
  ['archiving-off', 'P00  ERROR: [087]: archive_mode must be enabled'],
  [
    'busy',
    "WARN: unable to check pg1: [LockAcquireError] raised from remote-0 tls protocol on 'db': unable to acquire lock on file '/tmp/pgbackrest/main-backup-1.lock': Resource temporarily unavailable\nERROR: [056]: unable to find primary cluster - cannot proceed",
  ],
  [
    'archive-busy',
    "WARN: unable to check pg1: [LockAcquireError] raised from remote-0 tls protocol on 'db': unable to acquire lock on file '/tmp/pgbackrest/main-archive-1.lock': Resource temporarily unavailable",
  ],
  ['unknown', 'P00  ERROR: [999]: something that nobody has met'],
])('%s is told from what was recorded', async (fault, text) => {
  const script = 'directory=/nowhere; . "$1"; find_fault "$2"; printf "%s\\n" "$fault" "$cause"';
  const sandbox = await repositorySandbox();
  const { stdout, code } = await sandbox.run([
    'bash',
    '-uc',
    script,
    'bash',
    sandbox.at('pgfleet/scripts/backup-faults.sh'),
    text,
  ]);
  expect([code, stdout.split('\n')[0]]).toEqual([0, fault]);
  expect(stdout).not.toContain('%');
});
