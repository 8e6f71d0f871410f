import type { Values } from '../../lib/config/schema';
import { createCertificateSecret, makeCertificate } from './harness/certificates';
import { type Client, startClient } from './harness/client';
import { get, secretKey, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { type Pod, restarts, waitForReady } from './harness/pod';
import type { Outcome } from './harness/process';
import { apply, bringUp, createProject, smallDatabase, synth, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

const withoutBackup = { method: 'none', reason: 'A test of certificates, thrown away' } as const;
let client: Client;
let stranger: Client;

const values = (more: Partial<Values> = {}): Values => ({
  profile: 'production',
  database: { ...smallDatabase, shutdownSeconds: 60 },
  backup: withoutBackup,
  access: { namespaces: [client.namespace] },
  ...more,
});

beforeAll(async () => {
  [client, stranger] = await Promise.all(
    ['client', 'stranger'].map(async (purpose) =>
      startClient({ namespace: await createNamespace(uniqueNamespace(purpose)), name: 'client' }),
    ) as [Promise<Client>, Promise<Client>],
  );
});

interface Target {
  readonly host: string;
  readonly password: string;
  readonly ca: string;
}

/** psql with settings of libpq in a waiting client; the authority lies in a file there. */
const connect = async (
  { namespace, name }: Client,
  { host, password, ca }: Target,
  sslmode: string,
  sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
): Promise<Outcome> => {
  const script = `set -e; directory=$(mktemp -d); trap 'rm -rf "$directory"' EXIT
    IFS= read -r PGPASSWORD; export PGPASSWORD; cat >"$directory/ca.crt"
    psql -X -A -t -w "host=$1 user=shop dbname=shop sslmode=$2 sslrootcert=$directory/ca.crt" -c "$3"`;
  return tryKubectl(['exec', '-i', name, '-n', namespace, '--', 'bash', '-c', script, 'bash', host, sslmode, sql], {
    input: `${password}\n${ca}`,
    timeoutSeconds: 900,
  });
};

describe('generated certificates', () => {
  let database: TestEnvironment;
  let target: Target;

  beforeAll(async () => {
    database = createProject('tls', uniqueNamespace('db'), values());
    await bringUp(database);
    await waitForReady(database.namespace, database.pod, 240);
    target = {
      host: `postgres.${database.namespace}.svc`,
      password: await secretKey(database.namespace, 'postgres-app', 'password'),
      ca: await secretKey(database.namespace, 'postgres-tls', 'ca.crt'),
    };
    await waitFor('a login', 60, async () => when((await connect(client, target, 'require')).code === 0));
  });

  test.each(['.svc', '.svc.cluster.local', ''])(
    'a client that verifies the name of the Service with the ending "%s" gets in',
    async (ending) => {
      const { stdout, stderr } = await connect(
        client,
        { ...target, host: `postgres.${database.namespace}${ending}` },
        'verify-full',
      );
      expect(`${stdout}${stderr}`.trim()).toBe('t');
    },
  );

  test('a client with another authority does not', async () => {
    const { ca } = await makeCertificate(client, 'another', 'another');
    const { code, stderr } = await connect(client, { ...target, ca }, 'verify-full');
    expect(code).toBe(2);
    expect(stderr).toMatch(/certificate verify failed/);
  });

  test('a client without TLS does not, with the right password', async () => {
    const { code, stderr } = await connect(client, target, 'disable');
    expect(code).toBe(2);
    expect(stderr).toMatch(/no pg_hba\.conf entry|rejects connection/);
    expect(stderr).toMatch(/no encryption/);
  });

  test('a name that is not of the certificate does not verify', async () => {
    const address = (await get<{ spec: { clusterIP: string } }>(database.namespace, 'service', 'postgres')).spec
      .clusterIP;
    const { code, stderr } = await connect(client, { ...target, host: address }, 'verify-full');
    expect(code).toBe(2);
    expect(stderr).toMatch(/does not match/);
  });
});

describe('certificates of somebody else, valid for three minutes', () => {
  let database: TestEnvironment;
  let target: Target;

  const serial = (): Promise<Outcome> =>
    tryKubectl([
      ...['exec', client.name, '-n', client.namespace, '--', 'bash', '-c'],
      'openssl s_client -connect "$1:5432" -starttls postgres </dev/null 2>/dev/null | openssl x509 -noout -serial',
      ...['bash', target.host],
    ]);

  const renew = async (seconds: number): Promise<void> => {
    const names = [target.host];
    const server = await makeCertificate(client, 'renewed', 'postgres', { names, seconds });
    await createCertificateSecret(database.namespace, 'shop-tls', server);
    target = { ...target, ca: server.ca };
  };

  test('a renewed one is used without a restart and without a dropped connection, also after the old one has ended', async () => {
    database = createProject(
      'renewal',
      uniqueNamespace('renewal'),
      values({ tls: { source: 'existing', secret: 'shop-tls', clientSecret: 'shop-backup-tls' } }),
    );
    await createNamespace(database.namespace);
    target = { host: `postgres.${database.namespace}.svc`, password: '', ca: '' };
    await renew(180);
    const end = Date.now() + 180_000;
    await synth(database);
    await apply(database);
    const before = await waitForReady(database.namespace, database.pod, 180);
    target = { ...target, password: await secretKey(database.namespace, 'postgres-app', 'password') };
    await waitFor('a login', 60, async () => when((await connect(client, target, 'verify-full')).code === 0));
    const first = (await serial()).stdout;
    expect(first).toMatch(/^serial=/);

    // A session that lasts: it is there before the renewal, and still the same one after the end of the old certificate.
    const session = connect(client, target, 'verify-full', `SELECT pg_sleep(600), 'still here'`);
    const pid = await waitFor('the session', 30, async () => {
      const found = await query(database, "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'");
      return /^\d+$/.test(found) ? found : undefined;
    });
    await renew(86_400);
    await waitFor('the new certificate', 180, async () => {
      const { stdout } = await serial();
      return when(stdout.startsWith('serial=') && stdout !== first);
    });
    await waitFor('the end of the old certificate', 300, async () => when(Date.now() > end + 2000));
    expect((await connect(client, target, 'verify-full')).stdout.trim()).toBe('t');
    expect(await query(database, `SELECT count(*) FROM pg_stat_activity WHERE pid = ${pid}`)).toBe('1');
    await query(database, `SELECT pg_cancel_backend(${pid})`);
    expect((await session).stderr).toMatch(/canceling statement due to user request/);
    const after = await get<Pod>(database.namespace, 'pod', database.pod);
    expect([after.metadata.uid, restarts(after)]).toEqual([before.metadata.uid, 0]);
  });
});

describe('access.public', () => {
  const address = async ({ namespace, name }: Client): Promise<string> =>
    (await get<{ status: { podIP: string } }>(namespace, 'pod', name)).status.podIP;

  test('is a load balancer for the ranges given, and the policy lets these in and nobody else', async () => {
    const range = `${await address(client)}/32`;
    const database = createProject(
      'public',
      uniqueNamespace('public'),
      values({ access: { public: { sourceRanges: [range] } } }),
    );
    await bringUp(database);
    await waitForReady(database.namespace, database.pod, 240);
    const service = await get<{ spec: { clusterIP: string } }>(database.namespace, 'service', 'postgres-public');
    expect(service.spec).toMatchObject({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: [range],
    });
    const password = await secretKey(database.namespace, 'postgres-app', 'password');
    const target = {
      host: service.spec.clusterIP,
      password,
      ca: await secretKey(database.namespace, 'postgres-tls', 'ca.crt'),
    };
    await waitFor('a login from the range', 60, async () =>
      when((await connect(client, target, 'verify-ca')).stdout.trim() === 't'),
    );
    expect((await connect(client, target, 'disable')).stderr).toMatch(/no encryption/);
    const refused = await connect(stranger, target, 'verify-ca');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/timeout expired|timed out/);
  });
});
