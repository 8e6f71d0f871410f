import { pgHbaConf, pgIdentConf } from '../../lib/constructs/pg-hba-conf';
import { postgresqlConf } from '../../lib/constructs/postgresql-conf';
import { exampleEnvironment } from './example-environment';
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

test('the superuser is refused from the network before anybody is let in', () => {
  const rules = pgHbaConf()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/));
  expect(rules).toEqual([
    ['local', 'all', 'all', 'peer', 'map=pgfleet'],
    ['host', 'all', 'postgres', 'all', 'reject'],
    ['host', 'all', 'all', 'all', 'scram-sha-256'],
  ]);
});

test('a quote in the name of the owner stays inside its field', () => {
  expect(pgIdentConf('o"wner')).toContain('pgfleet    postgres         "o""wner"');
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
  });
});
