import { chosenServer, serversOf } from '../../lib/cli/servers';
import { exampleEnvironment, externalEnvironment, vdbEnvironment } from '../constructs/example-environment';

test('a database is reached by its Pod, over TLS', () => {
  expect(serversOf(exampleEnvironment())).toEqual([
    {
      name: 'postgres',
      port: 5432,
      asleep: false,
      target: {
        object: 'pod/postgres-0',
        port: 5432,
        database: 'orders',
        user: 'orders',
        secret: 'postgres-app',
        passwordKey: 'password',
        sslMode: 'require',
      },
    },
  ]);
});

test('a VDB is reached by the Service of the operator, and sleeps where it is switched off', () => {
  expect(serversOf(vdbEnvironment({}, { enabled: false }))).toMatchObject([
    { name: 'orders', port: 6432, asleep: true, target: { object: 'service/orders', sslMode: 'prefer' } },
  ]);
});

test.each([
  ['a database', exampleEnvironment(), undefined, 'postgres'],
  ['one VDB', vdbEnvironment(), undefined, 'orders'],
  ['one of two VDBs', vdbEnvironment({}, { name: 'a' }, { name: 'b' }), 'b', 'b'],
])('%s is chosen', (_, env, vdb, name) => {
  expect(chosenServer(env, vdb)).toMatchObject({ name });
});

test.each([
  [
    'two VDBs and no choice',
    vdbEnvironment({}, { name: 'a' }, { name: 'b' }),
    undefined,
    'choose one with --vdb: a, b',
  ],
  ['a name that is none', vdbEnvironment({}, { name: 'a' }), 'b', 'orders has no VDB b: it has a'],
  ['a server elsewhere', externalEnvironment(), undefined, 'erp is a server elsewhere'],
])('%s is a problem', (_, env, vdb, words) => {
  expect(chosenServer(env, vdb)).toEqual({ problem: expect.stringContaining(words) });
});
