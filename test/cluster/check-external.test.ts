import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, neverChecked } from './harness/check';
import { checkout, ourImage } from './harness/checkout';
import { applyObjects, list, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { authority } from './harness/object-storage';
import { waitForReady } from './harness/pod';
import { addEnvironment, bringUp, createProject, merge, smallDatabase, type TestEnvironment } from './harness/project';
import { query, queryAs } from './harness/psql';

useCluster();

/** Whoever runs the server chose them. */
const login = { username: "auditor's", password: `p'a"s\\s $1:x` };
let server: TestEnvironment;
let external: TestEnvironment;

const loginSecret = (password: string): Promise<string> =>
  applyObjects({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'erp-login', namespace: external.namespace },
    stringData: { username: login.username, password },
  });

const authorityMap = (pem: string): Promise<string> =>
  applyObjects({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'erp-ca', namespace: external.namespace },
    data: { 'authority.pem': pem },
  });

const values = (more: object = {}, deadlineSeconds = 240) => ({
  profile: 'development' as const,
  // The newest one, where nothing is said; that of this cluster is another.
  images: { tools: ourImage() },
  checks: {
    level: 'standard' as const,
    ...neverChecked,
    deadlineSeconds,
    tables: ['invoices'],
    expect: [{ name: 'rows behind a policy count', sql: 'SELECT count(*) FROM invoices', equals: '3' }],
  },
  external: {
    host: `postgres.${server.namespace}.svc`,
    database: 'shop',
    secret: 'erp-login',
    tls: { ca: { configMap: 'erp-ca', key: 'authority.pem' } },
    // The cluster at hand knows IPv4 only.
    cidrs: ['0.0.0.0/0'],
    ...more,
  },
});

/** The statements of docs/checks.md, with the name and the password that this server has. */
const documented = (): { readonly role: readonly string[]; readonly database: readonly string[] } => {
  const [, text = ''] =
    /```sql\n(CREATE ROLE pgfleet_check [\s\S]*?)```/.exec(readFileSync(join(checkout, 'docs', 'checks.md'), 'utf8')) ??
    [];
  const [role = '', database = ''] = text.split(/^-- In every database .*$/m);
  const statements = (part: string) =>
    part
      .replace(/ -- .*$/gm, '')
      .split(';')
      .map((statement) =>
        statement
          .trim()
          .replace('pgfleet_check', `"${login.username}"`)
          .replace("'…'", `'${login.password.replaceAll("'", "''")}'`),
      )
      .filter((statement) => statement !== '');
  return { role: statements(role), database: statements(database) };
};

beforeAll(async () => {
  const namespace = uniqueNamespace('erp');
  server = createProject('server', uniqueNamespace('db'), {
    profile: 'development',
    database: smallDatabase,
    access: { namespaces: [namespace] },
    tls: { required: true },
  });
  await bringUp(server);
  await waitForReady(server.namespace, server.pod);
  await queryAs(server, 'shop', 'CREATE TABLE invoices AS SELECT g AS id FROM generate_series(1, 3) g');
  await queryAs(server, 'shop', 'ALTER TABLE invoices ADD PRIMARY KEY (id)');
  await queryAs(server, 'shop', 'ALTER TABLE invoices ENABLE ROW LEVEL SECURITY');

  const { role, database } = documented();
  expect([role.length, database.length]).toEqual([2, 6]);
  for (const statement of role) await query(server, statement, 'postgres');
  // Whoever runs this server lets nobody into a database without being asked.
  for (const name of ['shop', 'postgres', 'template1']) {
    for (const statement of database) await query(server, statement, name);
    await query(server, `GRANT CONNECT ON DATABASE ${name} TO "${login.username}"`, name);
  }

  await createNamespace(namespace);
  external = addEnvironment(server, 'erp', namespace, values());
  await loginSecret(login.password);
  await authorityMap(await secretKey(server.namespace, 'postgres-tls', 'ca.crt'));
  await merge(external, values());
});

test('a server elsewhere, with the role that the document makes, is judged as one of ours', async () => {
  const { code, result, stderr } = await check(external);
  expect([result.findings, code, stderr]).toEqual([[], 0, expect.any(String)]);
  const undone = result.checks.filter(({ states }) => Object.keys(states).join() !== 'done');
  expect(undone).toEqual([]);
  expect(result.databases).toBe(3);
  expect(result.checks.find((row) => row.check === 'heap')?.objects).toBeGreaterThan(50);
});

test('nothing of a workload is there', async () => {
  for (const kind of ['statefulset', 'service', 'pvc']) expect(await list(external.namespace, kind)).toEqual([]);
});

interface Event {
  readonly reason: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

test('what the role may not do is said where it stands, and is not called sound', async () => {
  // A base backup: neither the role nor pg_hba.conf allows it.
  const { code, job, result } = await check(external, '--level', 'full');
  expect(result.findings).toEqual([expect.objectContaining({ severity: 'unknown', code: 'pages-failed' })]);
  expect([code, result.worst]).toEqual([1, 'unknown']);
  const undone = result.checks.filter(({ states }) => Object.keys(states).join() !== 'done');
  expect(undone).toEqual([
    expect.objectContaining({ check: 'pages', states: { 'not-possible': 1 }, reason: expect.stringMatching(/\S/) }),
  ]);
  // There is no StatefulSet that an Event could be about.
  const [event, ...more] = await list<Event>(
    external.namespace,
    'event',
    '--field-selector',
    'source=pgfleet.dev/check',
  );
  expect([event?.reason, event?.involvedObject.kind, more]).toEqual(['IntegrityUnknown', 'Pod', []]);
  expect(event?.involvedObject.name.replace(/-\w+$/, '')).toBe(job);
});

test('a wrong password is a login that was refused, and no word about the data', async () => {
  await loginSecret('wrong');
  const { code, result, stderr } = await check(external);
  await loginSecret(login.password);
  expect(result.findings).toEqual([
    expect.objectContaining({
      severity: 'unknown',
      code: 'login-refused',
      detail: expect.stringContaining('password authentication failed'),
    }),
  ]);
  expect([code, result.summary.critical]).toEqual([1, 0]);
  expect(stderr).toMatch(/did not come to a verdict/);
  expect(JSON.stringify(result)).not.toContain('wrong');
});

test('a certificate of another authority is not trusted', async () => {
  await authorityMap(authority());
  const { code, result } = await check(external);
  await authorityMap(await secretKey(server.namespace, 'postgres-tls', 'ca.crt'));
  expect(result.findings.map(({ code: name }) => name)).toEqual(['certificate-refused']);
  expect([code, result.summary.critical]).toEqual([1, 0]);
});

test('a server that does not answer is absent, which is no damage', async () => {
  // Of a short deadline the wait is a part.
  await merge(external, values({ port: 6543 }, 60));
  const { code, result } = await check(external);
  expect(result.findings).toEqual([expect.objectContaining({ severity: 'unknown', code: 'server-absent' })]);
  expect([code, result.summary.critical]).toEqual([1, 0]);
});
