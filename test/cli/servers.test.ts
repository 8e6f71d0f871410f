import { chosenLogin, serversOf } from '../../lib/cli/servers';
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
  expect(chosenLogin(env, vdb)).toMatchObject({ name });
});

test('of a server elsewhere there is none', () => {
  expect(chosenLogin(externalEnvironment(), undefined)).toEqual({
    problem: expect.stringContaining('erp is a server elsewhere'),
  });
});
