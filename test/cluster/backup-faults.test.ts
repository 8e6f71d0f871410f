import type { Values } from '../../lib/config/schema';
import { info, production, runJob, waitForFirstBackup } from './harness/backup';
import { makeCertificate } from './harness/certificates';
import { listClaim } from './harness/claim';
import { type Client, startClient } from './harness/client';
import { get, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { authority, createAuthority, createKeys, repository } from './harness/object-storage';
import { type Pod, restarts, waitForLog, waitForReady } from './harness/pod';
import { apply, createProject, merge, synth, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

let database: TestEnvironment;
let client: Client;
let started: Pod;

/** Each fault is this environment's alone: others beside it use the same S3 service. */
const values = (changes: NonNullable<Values['backup']>['repository'] = {}): Values =>
  // What may pass by itself is waited for, for half of that time.
  production({ backup: { deadlineSeconds: 160, repository: { ...repository(), ...changes } } });

beforeAll(async () => {
  database = createProject('faults', uniqueNamespace('db'), values());
  await createNamespace(database.namespace);
  client = await startClient({ namespace: await createNamespace(uniqueNamespace('client')), name: 'client' });
});

test('a database whose repository cannot be read is not initialised, and comes up by itself when it can', async () => {
  await createKeys(database.namespace);
  await synth(database);
  await apply(database);
  await waitForLog(database.namespace, database.pod, 'initdb', /key ca\.crt of the Secret s3-ca/, 120);
  expect(await listClaim(database.namespace, 'postgres-data-1')).toEqual([]);
  await createAuthority(database.namespace);
  started = await waitForReady(database.namespace, database.pod, 300);
});

/** The first Job may have met the missing Secret and failed: the next one then makes the full backup. */
test('a first backup that failed heals at the next schedule', async () => {
  await waitForFirstBackup(database).catch(() => undefined);
  const { succeeded, log } = await runJob(database, 'backup-incr', 'heals');
  expect(`${succeeded}\n${log}`).toMatch(/^true\n/);
  expect((await info(database)).backup[0]).toMatchObject({ type: 'full', error: false });
});

const remove = (secret: string): Promise<string> =>
  kubectl(['delete', 'secret', secret, '-n', database.namespace, '--ignore-not-found']);

/** A merge after which nobody made the bucket, or a Secret that somebody spoilt. */
const faults: Readonly<Record<string, { readonly words: RegExp; readonly cause: () => Promise<unknown> }>> = {
  'the bucket is missing': {
    words: /bucket does not exist .*nobody-made-this/,
    cause: () => merge(database, values({ bucket: 'nobody-made-this' })),
  },
  'the secret key is wrong': {
    words: /secret access key does not fit/,
    cause: () => createKeys(database.namespace, 'not-the-secret'),
  },
  'the authority is another one': {
    words: /certificate of the object storage .*not signed by the authority/,
    cause: async () =>
      createAuthority(database.namespace, { 'ca.crt': (await makeCertificate(client, 'other', 'other')).ca }),
  },
  'the Secret of the authority is missing': {
    words: /ca\.crt of the Secret s3-ca, which does not exist/,
    cause: () => remove('s3-ca'),
  },
  'its key is missing': {
    words: /ca\.crt of the Secret s3-ca, which .*lacks that key/,
    cause: async () => {
      await remove('s3-ca');
      await createAuthority(database.namespace, { 'other.crt': authority() });
    },
  },
  'it is not PEM': {
    words: /PEM.*s3-ca/,
    cause: () => createAuthority(database.namespace, { 'ca.crt': 'this is no certificate\n' }),
  },
};

describe.each(Object.entries(faults))('%s', (name, { words, cause }) => {
  const job = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

  test('a backup is a failed Job whose log names the cause in one line', async () => {
    await cause();
    const { succeeded, log } = await runJob(database, 'backup-incr', job, 300);
    expect(succeeded).toBe(false);
    const causes = log.split('\n').filter((line) => line.startsWith('pgfleet backup: '));
    expect(causes.join('\n')).toMatch(words);
  });

  afterAll(async () => {
    await createKeys(database.namespace);
    await remove('s3-ca');
    await createAuthority(database.namespace);
    await merge(database, values());
  });
});

test('once all is repaired a backup is good and the archive goes on, without a restart of anything', async () => {
  // The kubelet brings the right files within a minute or two, and PostgreSQL tries again once a minute.
  await query(database, 'SELECT pg_switch_wal()');
  await waitFor('the archive to go on', 300, async () =>
    when(
      (await query(
        database,
        'SELECT last_failed_time IS NULL OR last_archived_time > last_failed_time FROM pg_stat_archiver',
      )) === 't',
    ),
  );
  const { succeeded, log } = await runJob(database, 'backup-incr', 'repaired');
  expect(`${succeeded}\n${log}`).toMatch(/^true\n/);
  const pod = await get<Pod>(database.namespace, 'pod', database.pod);
  expect([pod.metadata.uid, restarts(pod)]).toEqual([started.metadata.uid, 0]);
});

// The last one: what archives in the background tries the port where nobody listens for minutes before it reads the right one again.
test('a backup while S3 is down is a failed Job whose log names the cause', async () => {
  await merge(database, values({ port: 9 }));
  const { succeeded, log } = await runJob(database, 'backup-incr', 's3-is-down', 300);
  expect(succeeded).toBe(false);
  expect(log).toMatch(/^pgfleet backup: the object storage .*s3\.test:9\).* cannot be reached/m);
});
