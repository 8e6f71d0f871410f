import { chosenServer } from '../../lib/cli/chosen-server';
import { exampleEnvironment, vdbEnvironment } from '../constructs/example-environment';

const several = vdbEnvironment({}, { name: 'reports' }, { name: 'support', enabled: false });

test.each([
  ['a database', exampleEnvironment(), undefined, { name: 'postgres', title: 'orders' }],
  ['the only VDB', vdbEnvironment(), undefined, { name: 'orders', title: 'orders' }],
  ['the only VDB by name', vdbEnvironment(), 'orders', { name: 'orders', title: 'orders' }],
  ['one of several', several, 'reports', { name: 'reports', title: 'orders/reports' }],
] as const)('%s is chosen', (_, env, option, server) => expect(chosenServer(env, option)).toEqual(server));

test.each([
  ['a VDB of a database', exampleEnvironment(), 'a', 'orders has no VDB: leave --vdb out'],
  ['none of several', several, undefined, 'orders has several VDBs: name one with --vdb (reports, support)'],
  ['a misspelt one', several, 'report', 'orders has no VDB "report"; did you mean "reports"?'],
  ['an unknown one', several, 'zebra', 'orders has no VDB "zebra": it has reports, support'],
  [
    'one that sleeps',
    several,
    'support',
    'the VDB support of orders is switched off (enabled: false): there is no server',
  ],
] as const)('%s is refused', (_, env, option, problem) =>
  expect(chosenServer(env, option)).toEqual({ problem: expect.stringContaining(problem) }),
);
