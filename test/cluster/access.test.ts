import { type Client, copySecret, fromSecret, login, runClient, startClient } from './harness/client';
import { kubectl, secretKey, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { askThroughPortForward, kubeconfigOf } from './harness/person';
import { waitForReady } from './harness/pod';
import { bringUp, createProject, smallDatabase, type TestEnvironment } from './harness/project';
import { query, queryAs, shell } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

const secret = 'postgres-app';
const groups = { view: 'shop-developers', operate: 'shop-testers' } as const;
let database: TestEnvironment;
let allowed: Client;
let elsewhere: Client;
let target: { host: string; user: string; database: string; password: string };

beforeAll(async () => {
  const clients = await createNamespace(uniqueNamespace('allowed'));
  const others = await createNamespace(uniqueNamespace('other'));
  database = createProject('access', uniqueNamespace('db'), {
    profile: 'development',
    database: smallDatabase,
    credentials: { readers: [{ namespace: clients, serviceAccount: 'backend' }] },
    access: {
      namespaces: [clients],
      teams: [
        { group: groups.view, role: 'view' },
        { group: groups.operate, role: 'operate' },
      ],
    },
  });
  await bringUp(database);
  [allowed, elsewhere] = await Promise.all([
    startClient({ namespace: clients, name: 'client' }),
    startClient({ namespace: others, name: 'client' }),
    waitForReady(database.namespace, database.pod),
  ]);
  const [host, user, name, password] = await Promise.all(
    ['host', 'username', 'dbname', 'password'].map((key) => secretKey(database.namespace, secret, key)),
  );
  target = { host: host ?? '', user: user ?? '', database: name ?? '', password: password ?? '' };
});

test('the generated password has 32 characters that need no escaping', () => {
  expect(target.password).toMatch(/^[A-Za-z0-9_-]{32}$/);
});

test('a client of an allowed namespace logs in with the uri of the generated Secret', async () => {
  await copySecret(database.namespace, secret, allowed.namespace);
  const { code, output } = await runClient(
    { namespace: allowed.namespace, name: 'uri' },
    // The address of a new Pod reaches the network policies a moment after the Pod starts: bounded, it tries again.
    [
      'sh',
      '-c',
      'for _ in $(seq 30); do psql -X -A -t -c "SELECT current_user, current_database()" "$DATABASE_URL" 2>/tmp/why && exit; sleep 1; done; cat /tmp/why; exit 1',
    ],
    [fromSecret('DATABASE_URL', secret, 'uri')],
  );
  expect([code, output.trim()]).toEqual([0, 'shop|shop']);
});

test('a client of another namespace cannot connect, even with the right password', async () => {
  // The same address and port answer the allowed client at the same moment, so it is the policy that keeps this one out.
  const [refused, accepted] = await Promise.all([login(elsewhere, target), login(allowed, target)]);
  expect(accepted.stdout.trim()).toBe('shop');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/timeout expired|timed out/);
});

test.each([
  ['a wrong password', 'shop', 'wrong-password', /password authentication failed/],
  ['an empty password', 'shop', '', /no password supplied/],
  ['the superuser and any password', 'postgres', 'postgres', /pg_hba.conf rejects|password authentication failed/],
])('nobody logs in over the network with %s', async (_, user, password, message) => {
  const refused = await login(allowed, { ...target, user, password });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(message);
});

test('no line of pg_hba.conf that serves the network does without a password, and the superuser has none to guess', async () => {
  const lines = await query(
    database,
    "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE type <> 'local' ORDER BY 1",
    'postgres',
  );
  expect(lines.split('\n')).toEqual(['reject', 'scram-sha-256']);
  expect(
    await queryAs(database, 'postgres', 'SELECT count(*) FROM pg_authid WHERE rolsuper AND rolpassword IS NOT NULL'),
  ).toBe('0');
  expect(await queryAs(database, 'postgres', "SELECT rolsuper FROM pg_roles WHERE rolname = 'shop'")).toBe('f');
});

test('kubectl exec gives a prompt without a password, as the superuser and as the owner', async () => {
  expect(await query(database, 'SELECT current_database()')).toBe('shop');
  expect(await queryAs(database, 'shop', 'SELECT current_user')).toBe('shop');
});

test('the database reaches neither the API server nor its token', async () => {
  const address = (await kubectl(['get', 'service', 'kubernetes', '-o', 'jsonpath={.spec.clusterIP}'])).trim();
  const reached = await shell(database, `timeout 4 bash -c '</dev/tcp/${address}/443'`);
  expect(reached.code).not.toBe(0);
  const token = await shell(database, 'ls /var/run/secrets/kubernetes.io');
  expect(token.code).not.toBe(0);
});

describe('people', () => {
  let developer: string;
  let tester: string;
  beforeAll(async () => {
    developer = await kubeconfigOf(groups.view);
    tester = await kubeconfigOf(groups.operate);
  });

  test('of role view see the logs, and get no Secret', async () => {
    const { namespace, pod } = database;
    const env = { KUBECONFIG: developer };
    const logs = await kubectl(['logs', pod, '-c', 'postgres', '-n', namespace], { env });
    expect(logs).toMatch(/database system is ready to accept connections/);
    const refused = await tryKubectl(['get', 'secret', secret, '-n', namespace], { env });
    expect(refused.stderr).toMatch(/forbidden/);
  });

  test('of role operate connect by port-forward, and others do not', async () => {
    const { namespace, pod } = database;
    expect(await askThroughPortForward(tester, namespace, pod)).toBe('S');
    await expect(askThroughPortForward(developer, namespace, pod)).rejects.toThrow(/forbidden/);
  });

  test('get no prompt of the superuser by any role', async () => {
    const { namespace, pod } = database;
    for (const kubeconfig of [developer, tester]) {
      const exec = ['exec', pod, '-c', 'postgres', '-n', namespace, '--', 'true'];
      expect((await tryKubectl(exec, { env: { KUBECONFIG: kubeconfig } })).stderr).toMatch(/forbidden/);
    }
  });
});

describe('rights', () => {
  const may = async (account: string, namespace: string, ...what: readonly string[]): Promise<boolean> =>
    (await tryKubectl(['auth', 'can-i', ...what, '-n', namespace, `--as=system:serviceaccount:${account}`])).code === 0;

  test('a reader gets exactly the one Secret', async () => {
    const reader = `${allowed.namespace}:backend`;
    await waitFor('the right of the reader', 20, async () =>
      when(await may(reader, database.namespace, 'get', `secret/${secret}`)),
    );
    const refusals: readonly (readonly string[])[] = [
      ['get', 'secret/another'],
      ['list', 'secrets'],
      ['watch', `secret/${secret}`],
      ['update', `secret/${secret}`],
      ['patch', `secret/${secret}`],
      ['delete', `secret/${secret}`],
      ['create', 'secrets'],
      ['get', 'configmaps'],
      ['create', 'pods/exec'],
    ];
    for (const refusal of refusals)
      expect([refusal, await may(reader, database.namespace, ...refusal)]).toEqual([refusal, false]);
  });

  test('other accounts get no Secret', async () => {
    for (const account of [
      `${allowed.namespace}:default`,
      `${database.namespace}:default`,
      `${database.namespace}:postgres`,
    ])
      expect([account, await may(account, database.namespace, 'get', `secret/${secret}`)]).toEqual([account, false]);
  });

  test('the account of the credentials Job creates Secrets of its namespace and does nothing else', async () => {
    const job = `${database.namespace}:postgres-credentials`;
    expect(await may(job, database.namespace, 'create', 'secrets')).toBe(true);
    const refusals: readonly (readonly string[])[] = [
      ['get', `secret/${secret}`],
      ['list', 'secrets'],
      ['update', 'secrets'],
      ['patch', 'secrets'],
      ['delete', 'secrets'],
      ['create', 'pods'],
      ['create', 'configmaps'],
      ['get', 'configmaps'],
    ];
    for (const refusal of refusals)
      expect([refusal, await may(job, database.namespace, ...refusal)]).toEqual([refusal, false]);
    expect(await may(job, allowed.namespace, 'create', 'secrets')).toBe(false);
  });
});
