import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../lib/config/schema';
import { checkout } from './harness/checkout';
import { applyObjects, kubectl, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueId, uniqueNamespace } from './harness/namespaces';
import { attempt, type Outcome } from './harness/process';
import { addEnvironment, bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query } from './harness/psql';

useCluster();

const values = (more: Values = {}): Values => ({
  profile: 'development',
  database: { ...smallDatabase, initSql: ['tables.sql'] },
  checks: { level: 'quick', tables: ['customers'] },
  ...more,
});

let database: TestEnvironment;

/** As a person runs it: data on stdout, talk on stderr. */
const pgfleet = (...args: readonly string[]): Promise<Outcome> =>
  attempt(process.execPath, [join(checkout, 'bin', 'pgfleet.js'), ...args], {
    cwd: database.root,
    timeoutSeconds: 300,
  });

const lineOf = ({ stdout }: Outcome, name: string): string =>
  stdout.split('\n').find((line) => line.slice(2).startsWith(`${name} `)) ?? stdout;

/** Nothing may stay behind that leads to the Pod. */
const tunnels = (): readonly string[] =>
  readdirSync('/proc')
    .filter((entry) => /^[0-9]+$/.test(entry))
    .map((entry) => {
      try {
        return readFileSync(join('/proc', entry, 'cmdline'), 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes('port-forward') && line.includes(database.namespace));

beforeAll(async () => {
  database = createProject('shop', uniqueNamespace('db'), values(), {
    'tables.sql': 'CREATE TABLE customers (id integer);\n',
  });
  await bringUp(database);
});

describe('an environment that is well', () => {
  test('--wait ends as soon as all of a fresh apply is there', async () => {
    const run = await pgfleet('status', 'shop', '--wait', '4m');
    expect(`${run.code}\n${run.stdout}`).toMatch(/^0\n/);
    expect(run.stderr).toMatch(/^waiting for .*\n[\s\S]*shop: nothing has failed/);
    for (const name of ['namespace', 'workload', 'Pods', 'claims', 'endpoints', 'login', 'SELECT 1', 'tables'])
      expect(lineOf(run, name)).toMatch(/^✔/);
    expect(lineOf(run, 'tables')).toContain('1, and all 1 expected are there');
    expect(tunnels()).toEqual([]);
  });

  test('-o json says the same to a program', async () => {
    const { code, stdout } = await pgfleet('status', 'shop', '-o', 'json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ schemaVersion: 1, environment: 'shop', namespace: database.namespace, well: true }),
    ]);
  });

  test('its logs are those of its containers, and of the newest Job', async () => {
    expect((await pgfleet('logs', 'shop')).stdout).toContain('database system is ready to accept connections');
    expect((await pgfleet('logs', 'shop', '-c', 'initdb')).code).toBe(0);
    expect((await pgfleet('logs', 'shop', '--tail', '1')).stdout.trim().split('\n')).toHaveLength(1);
    expect(await pgfleet('logs', 'shop', '--job', 'credentials')).toMatchObject({ code: 0 });
    expect(await pgfleet('logs', 'shop', '-c', 'absent')).toMatchObject({ code: 1, stdout: '' });
  });

  test('connect is psql as the owner, and its tunnel ends with it', async () => {
    const run = await pgfleet(
      'connect',
      'shop',
      '--command',
      'SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    expect(`${run.code}\n${run.stdout}`).toMatch(/^0\n[\s\S]*\n shop +\| t\n/);
    expect(await pgfleet('connect', 'shop', '--command', 'SELECT 1/0')).toMatchObject({ code: 1 });
    expect(tunnels()).toEqual([]);
  });

  test('the command that connect prints reads the password', async () => {
    const { stdout } = await pgfleet('connect', 'shop', '--print');
    const command = /^password +(.*)$/m.exec(stdout)?.[1] ?? '';
    const password = await secretKey(database.namespace, 'postgres-app', 'password');
    expect(stdout).not.toContain(password);
    expect(await attempt('bash', ['-c', command])).toMatchObject({ code: 0, stdout: password });
  });

  test('doctor finds what it needs', async () => {
    const run = await pgfleet('doctor', 'shop');
    expect(`${run.code}\n${run.stdout}`).toMatch(/^0\n/);
    expect(lineOf(run, 'Kubernetes')).toMatch(/^✔ Kubernetes +v1\./);
    expect(lineOf(run, 'dist')).toMatch(/^✔/);
    expect(lineOf(run, 'StorageClass')).toMatch(/ for shop: (grows|does not grow)/);
    expect(lineOf(run, 'Argo CD')).toMatch(/^✔/);
  });
});

describe('an environment that is not well', () => {
  test('a password that is not that of the Secret is a login that fails', async () => {
    const password = await secretKey(database.namespace, 'postgres-app', 'password');
    await query(database, `ALTER ROLE shop PASSWORD 'another'`);
    const run = await pgfleet('status', 'shop');
    await query(database, `ALTER ROLE shop PASSWORD '${password}'`);
    expect(run.code).toBe(1);
    expect(lineOf(run, 'login')).toMatch(/^✖ login +shop cannot log in to shop: password authentication failed/);
  });

  test('a table that is gone is named', async () => {
    await query(database, 'ALTER TABLE customers RENAME TO people');
    const run = await pgfleet('status', 'shop');
    await query(database, 'ALTER TABLE people RENAME TO customers');
    expect(run.code).toBe(1);
    expect(lineOf(run, 'tables')).toMatch(/^✖ tables +1 of 1 expected are not there: public.customers/);
  });

  test('an image that does not exist is a Pod that waits for it, and its repair is waited for', async () => {
    await merge(database, values({ images: { postgres: 'registry.example/absent:17' } }));
    const broken = await pgfleet('status', 'shop', '--wait', '15s');
    await merge(database, values());
    expect(broken.code).toBe(1);
    expect(lineOf(broken, 'Pods')).toMatch(/^✖ Pods +postgres-0 is not Ready: .*(ErrImagePull|ImagePullBackOff)/);
    expect(await pgfleet('status', 'shop', '--wait', '3m')).toMatchObject({ code: 0 });
  });

  test('what it needs and does not have, doctor names', async () => {
    const needy = addEnvironment(database, 'needy', uniqueNamespace('needy'), {
      ...values(),
      database: smallDatabase,
      credentials: { source: 'existing', secret: 'login' },
    });
    await createNamespace(needy.namespace);
    const run = await pgfleet('doctor', 'needy');
    rmSync(join(database.root, 'environments', 'needy'), { recursive: true });
    expect(run.code).toBe(1);
    expect(lineOf(run, 'Secrets of needy')).toContain('there is no Secret login (credentials.secret)');
  });
});

describe('after a delete', () => {
  test('what Retain keeps is shown, and after the namespace went nothing is left', async () => {
    // A label that no other run has.
    const id = uniqueId('gone');
    const gone = addEnvironment(database, id, uniqueNamespace('gone'), {
      ...values(),
      database: smallDatabase,
      suspended: true,
    });
    await bringUp(gone);
    rmSync(join(database.root, 'environments', id), { recursive: true });
    const kept = await pgfleet('status', id);
    expect(kept.code).toBe(1);
    expect(lineOf(kept, 'Namespace')).toContain(`${gone.namespace}: kept, since deletionPolicy was Retain`);
    await kubectl(['delete', 'namespace', gone.namespace, '--wait=false']);
    expect(await pgfleet('status', id, '--gone', '--wait', '2m')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`nothing is left of ${id}`),
    });
  });

  test('a VDB whose operator is away is waited for by name, and the last resort works', async () => {
    const id = uniqueId('vdb');
    const namespace = await createNamespace(uniqueNamespace('vdb'));
    await applyObjects({
      apiVersion: 'core.delphix.com/v1alpha1',
      kind: 'PostgresVDB',
      metadata: {
        name: 'orders',
        namespace,
        labels: { 'pgfleet.dev/environment': id },
        finalizers: ['postgresvdb.core.delphix.com/finalizer'],
      },
      spec: {
        source: { type: 'dct-source', reference: 'x' },
        database: { name: 'shop', user: 'postgres', passwordSecretRef: 'orders-app' },
      },
    });
    await kubectl(['delete', 'postgresvdb', 'orders', '-n', namespace, '--wait=false']);
    const stuck = await pgfleet('status', id);
    expect(stuck.code).toBe(1);
    expect(lineOf(stuck, 'PostgresVDB')).toContain('waits for the operator of Delphix, which must run');
    const command = /-> last resort, .*: (kubectl .*)$/m.exec(stuck.stdout)?.[1] ?? '';
    expect(await attempt('bash', ['-c', command])).toMatchObject({ code: 0 });
    expect(await pgfleet('status', id, '--gone')).toMatchObject({ code: 0 });
  });

  test('a name that nothing ever had is wrong usage', async () => {
    expect(await pgfleet('status', 'shpo')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('did you mean "shop"?'),
    });
  });
});
