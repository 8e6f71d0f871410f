import { pgHbaConf, pgIdentConf } from '../../lib/constructs/pg-hba-conf';
import { postgresqlConf } from '../../lib/constructs/postgresql-conf';
import type { DatabaseEnvironment } from '../../lib/defaults/environment';
import { certManagerTls, checks, exampleEnvironment, noBackup, pgDump } from './example-environment';
import { objectsOf } from './find';

test('postgresql.conf shows what the environment itself asked for apart from what was derived', () => {
  const setting = { apply: 'reload', reason: '' } as const;
  expect(
    postgresqlConf([
      { name: 'work_mem', value: '16MB', layer: 'user', ...setting },
      { name: 'port', value: '5432', layer: 'managed', apply: 'restart', reason: 'the port of the Service' },
    ]),
  ).toMatchInlineSnapshot(`
"# Fixed by pgfleet
port = '5432'  # the port of the Service; a change restarts the Pod

# From values.yaml
work_mem = '16MB'
"
`);
});

test('a value cannot leave its quotes', () => {
  expect(postgresqlConf([{ name: 'a', value: "x' \\", layer: 'user', apply: 'reload', reason: '' }])).toContain(
    "a = 'x'' \\\\'\n",
  );
});

const rules = (env: DatabaseEnvironment) =>
  pgHbaConf(env)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/));

test('the superuser is refused from the network before anybody is let in, and the roles of Jobs have no password', () => {
  expect(rules(exampleEnvironment())).toEqual([
    ['local', 'all', 'all', 'peer', 'map=pgfleet'],
    ['hostssl', 'all', 'pgfleet_backup', 'all', 'cert', 'map=pgfleet-backup'],
    ['host', 'all', 'pgfleet_backup', 'all', 'reject'],
    ['host', 'replication', 'pgfleet_backup', 'all', 'reject'],
    ['host', 'all', 'pgfleet_check', 'all', 'reject'],
    ['host', 'replication', 'pgfleet_check', 'all', 'reject'],
    ['host', 'all', 'pgfleet_basebackup', 'all', 'reject'],
    ['host', 'replication', 'pgfleet_basebackup', 'all', 'reject'],
    ['host', 'all', 'postgres', 'all', 'reject'],
    ['hostssl', 'all', 'all', 'all', 'scram-sha-256'],
  ]);
});

test('without backups nobody logs in as their role, whatever certificate they show', () => {
  expect(rules(exampleEnvironment({ backup: noBackup })).filter((rule) => rule[2] === 'pgfleet_backup')).toEqual([
    ['host', 'all', 'pgfleet_backup', 'all', 'reject'],
    ['host', 'replication', 'pgfleet_backup', 'all', 'reject'],
  ]);
  expect(pgIdentConf(exampleEnvironment({ backup: noBackup }))).not.toContain('pgfleet-backup');
});

test('a check comes by the certificate of Jobs, as one role to every database and as another for a base backup alone', () => {
  const env = exampleEnvironment({ checks });
  const reject = (role: string) => ['all', 'replication'].map((what) => ['host', what, role, 'all', 'reject']);
  expect(rules(env).slice(-8)).toEqual([
    ['hostssl', 'all', 'pgfleet_check', 'all', 'cert', 'map=pgfleet-check'],
    ...reject('pgfleet_check'),
    ['hostssl', 'replication', 'pgfleet_basebackup', 'all', 'cert', 'map=pgfleet-check'],
    ...reject('pgfleet_basebackup'),
    ['host', 'all', 'postgres', 'all', 'reject'],
    ['hostssl', 'all', 'all', 'all', 'scram-sha-256'],
  ]);
  expect(pgIdentConf(env)).toContain(
    '\npgfleet-check   "postgres.postgres-orders" pgfleet_check\npgfleet-check   "postgres.postgres-orders" pgfleet_basebackup\n',
  );
  expect(pgIdentConf(exampleEnvironment())).not.toContain('pgfleet-check');
});

test('the agent is told the level of checks, also when there are none, and init whether checksums are to come', () => {
  const data = (env: DatabaseEnvironment) => objectsOf(env).get('ConfigMap/postgres-config').data;
  expect(data(exampleEnvironment())).toMatchObject({ 'check-level': 'none\n' });
  expect(data(exampleEnvironment({ checks }))).toMatchObject({ 'check-level': 'standard\n' });
  expect(data(exampleEnvironment())).not.toHaveProperty('enable-checksums');
  expect(data(exampleEnvironment({}, { enableChecksums: true }))).toHaveProperty('enable-checksums');
  expect(data(exampleEnvironment())).not.toHaveProperty('data-checksums');
  expect(data(exampleEnvironment({}, { dataChecksums: false }))).toHaveProperty('data-checksums', 'off\n');
});

test('where TLS is not required a client may come without it', () => {
  const tls = { ...certManagerTls, required: false };
  expect(rules(exampleEnvironment({ tls })).at(-1)).toEqual(['host', 'all', 'all', 'all', 'scram-sha-256']);
});

test('the common name of the certificate of backup Jobs is their role, and no other name is', () => {
  expect(pgIdentConf(exampleEnvironment())).toMatchInlineSnapshot(`
"# MAPNAME       SYSTEM-USERNAME  PG-USERNAME
pgfleet         postgres         postgres
pgfleet         postgres         "orders"
pgfleet-backup  "postgres.postgres-orders" pgfleet_backup
"
`);
});

test('a quote in the name of the owner stays inside its field', () => {
  expect(pgIdentConf(exampleEnvironment({}, { owner: 'o"wner' }))).toContain(
    'pgfleet         postgres         "o""wner"',
  );
});

test('the agent reads the method of backups from a file', () => {
  const { data } = objectsOf(exampleEnvironment({ backup: pgDump })).get('ConfigMap/postgres-config') as never as {
    data: Record<string, string>;
  };
  expect(data['backup-method']).toBe('pgDump\n');
});

test('init SQL keeps its order and gets names that a ConfigMap can hold', () => {
  const initSql = [
    { name: 'b/schema v1.sql', text: 'select 1;' },
    { name: 'a.sql', text: 'select 2;' },
  ];
  expect(objectsOf(exampleEnvironment({}, { initSql })).get('ConfigMap/postgres-init-sql').data).toEqual({
    '000-b-schema-v1.sql': 'select 1;',
    '001-a.sql': 'select 2;',
  });
});

test('the record of the environment says what Argo CD must know', () => {
  expect(objectsOf(exampleEnvironment()).get('ConfigMap/pgfleet-environment').data).toMatchObject({
    cluster: 'in-cluster',
    namespace: 'postgres-orders',
    deletionPolicy: 'Retain',
    owner: 'team-orders',
    backupMethod: 'pgBackRest',
    kind: 'database',
    checkLevel: 'none',
  });
});
