import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../lib/config/schema';
import { check, neverChecked, tryCheck } from './harness/check';
import { checkout, ourImage } from './harness/checkout';
import { type Client, login, startClient } from './harness/client';
import { applyObjects, get, list, secretKey, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { waitForReady } from './harness/pod';
import { bringUp, createProject, type TestEnvironment, writeValues } from './harness/project';
import { applyAgain } from './harness/second-apply';
import { waitFor, when } from './harness/wait';

/**
 * No operator of Delphix is at hand. Its server is played by a Pod as public examples describe it: without a security context, under labels
 * of its own and those of the object that asks for it, with the password of the Secret, behind a Service with the name of the VDB.
 */
useCluster();

const port = 6432;
const hook = readFileSync(join(checkout, 'environments', 'vdb-production', 'check-extensions.sql'), 'utf8');
let vdbs: TestEnvironment;
let allowed: Client;
let elsewhere: Client;

interface PostgresVdb {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly port: number;
    readonly database: { readonly name: string; readonly user: string; readonly passwordSecretRef: string };
    readonly hooks: readonly [{ readonly script: string; readonly database: string }];
  };
}

const source = { type: 'dct-source', reference: '10.0.1.54:largedb' } as const;
const values = (namespace: string): Values => ({
  profile: 'development',
  images: { tools: ourImage() },
  access: { namespaces: [namespace] },
  checks: { level: 'standard', ...neverChecked, deadlineSeconds: 240, databases: ['shop'], tables: ['orders'] },
  vdbs: {
    reports: {
      source,
      port,
      database: { name: 'shop' },
      hooks: [{ name: 'check-extensions', stage: 'post-create', sql: 'check-extensions.sql' }],
    },
    support: { source, database: { name: 'shop' }, enabled: false },
  },
});

/** What the container of an operator would do; parameters as variables. */
const start = `set -eu
printf '%s' "$PASSWORD" >/tmp/password
initdb --data-checksums --pgdata=/tmp/data --username="$ROLE" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 >/dev/null
echo 'host all all 0.0.0.0/0 scram-sha-256' >>/tmp/data/pg_hba.conf
export PGHOST=/tmp PGUSER="$ROLE" PGPORT="$VDB_PORT"
pg_ctl --pgdata=/tmp/data --wait --options="-c listen_addresses=* -c port=$VDB_PORT -c unix_socket_directories=/tmp" start
createdb "$NAME"
printf '%s' "$HOOK" | psql -X -v ON_ERROR_STOP=1 -d "$HOOK_DATABASE"
psql -X -v ON_ERROR_STOP=1 -d "$NAME" -c 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 9) g'
touch /tmp/ready
sleep infinity`;

const standIn = async (name: string): Promise<void> => {
  const { metadata, spec } = await get<PostgresVdb>(vdbs.namespace, 'postgresvdb', name);
  const [first] = spec.hooks;
  const labels = { ...metadata.labels, 'operator.example/vdb': name };
  const variables = { ROLE: spec.database.user, NAME: spec.database.name, VDB_PORT: String(spec.port) };
  const hookVariables = { HOOK: first.script, HOOK_DATABASE: first.database };
  await applyObjects(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: vdbs.namespace },
      spec: { selector: { 'operator.example/vdb': name }, ports: [{ port: spec.port }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-server`, namespace: vdbs.namespace, labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'postgres',
            image: ourImage(),
            command: ['bash', '-c', start],
            env: [
              ...Object.entries({ ...variables, ...hookVariables }).map(([key, value]) => ({ name: key, value })),
              {
                name: 'PASSWORD',
                valueFrom: { secretKeyRef: { name: spec.database.passwordSecretRef, key: 'password' } },
              },
            ],
            readinessProbe: { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 2 },
            resources: { requests: { cpu: '5m', memory: '64Mi' }, limits: { memory: '256Mi' } },
          },
        ],
      },
    },
  );
  await waitForReady(vdbs.namespace, `${name}-server`);
};

beforeAll(async () => {
  const clients = await createNamespace(uniqueNamespace('allowed'));
  const others = await createNamespace(uniqueNamespace('other'));
  vdbs = createProject('vdbs', uniqueNamespace('vdb'), values(clients), { 'check-extensions.sql': hook });
  await bringUp(vdbs);
  [allowed, elsewhere] = await Promise.all([
    startClient({ namespace: clients, name: 'client' }),
    startClient({ namespace: others, name: 'client' }),
    waitFor('the Secrets of both VDBs', 120, async () => when((await list(vdbs.namespace, 'secret')).length === 2)),
  ]);
  await standIn('reports');
});

const target = async () => {
  const [host = '', user = '', database = '', password = ''] = await Promise.all(
    ['host', 'username', 'dbname', 'password'].map((key) => secretKey(vdbs.namespace, 'reports-app', key)),
  );
  return { host, user, database, password };
};
/** psql of a client knows no port but by the name of its host. */
const at = (client: Client, to: Awaited<ReturnType<typeof target>>) =>
  login(
    client,
    { ...to, database: `host=${to.host} port=${port} dbname=${to.database}` },
    'SELECT count(*) FROM orders',
  );

test('the API server takes both objects, and one Job makes two passwords of its own for them', async () => {
  expect(await list(vdbs.namespace, 'postgresvdb')).toHaveLength(2);
  const passwords = await Promise.all(
    ['reports-app', 'support-app'].map((secret) => secretKey(vdbs.namespace, secret, 'password')),
  );
  expect(new Set(passwords).size).toBe(2);
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
  const { type } = await get<{ readonly type: string }>(vdbs.namespace, 'secret', 'reports-app');
  expect(type).toBe('Opaque');
});

test('a client that access names logs in with the Secret, and another one does not reach the port', async () => {
  const to = await target();
  const accepted = await waitFor('a first login', 60, async () => {
    const outcome = await at(allowed, to);
    return outcome.code === 0 ? outcome : undefined;
  });
  expect(accepted.stdout.trim()).toBe('9');
  const [refused, again] = await Promise.all([at(elsewhere, to), at(allowed, to)]);
  expect(again.code).toBe(0);
  expect(refused.stderr).toMatch(/timeout expired|timed out/);
});

test('a check finds the data of the VDB sound, and looks with what the hook has made', async () => {
  const { code, result, stderr } = await check(vdbs, '--vdb', 'reports');
  expect([result.findings, code, stderr]).toEqual([[], 0, expect.any(String)]);
  expect(result.checks.find((row) => row.check === 'btree')?.states).toEqual({ done: 1 });
  expect(result.databases).toBe(1);
});

test('of one that is switched off the command says so, and its schedule sleeps', async () => {
  expect(await tryCheck(vdbs, '--vdb', 'support')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is switched off'),
  });
  const { spec } = await get<{ readonly spec: { readonly suspend: boolean } }>(
    vdbs.namespace,
    'cronjob',
    'support-check',
  );
  expect(spec.suspend).toBe(true);
});

test('a Pod of our own is held to restricted in dist/, and one of the operator to baseline in the cluster', async () => {
  const pod = (securityContext: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'judged', namespace: vdbs.namespace },
    spec: { hostPID: 'hostPID' in securityContext, containers: [{ name: 'a', image: ourImage() }] },
  });
  const judged = (context: object) =>
    tryKubectl(['create', '--dry-run=server', '-f', '-'], { input: JSON.stringify(pod(context)) });
  expect(await judged({})).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('would violate PodSecurity "restricted'),
  });
  expect(await judged({ hostPID: true })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('violates PodSecurity "baseline'),
  });
});

test('a second apply changes nothing', async () => {
  expect(await applyAgain(vdbs.root, vdbs.id)).toEqual({ changed: [], diff: '' });
});

test('suspended, all of them are asked to scale to zero', async () => {
  writeValues(vdbs, { ...values(allowed.namespace), suspended: true });
  await bringUp(vdbs);
  const enabled = (await list<{ readonly spec: { readonly enabled: boolean } }>(vdbs.namespace, 'postgresvdb')).map(
    ({ spec }) => spec.enabled,
  );
  expect(enabled).toEqual([false, false]);
});
