import type { Place } from '../../../lib/cli/status/place';
import { judgeVdb } from '../../../lib/cli/status/vdb';
import type { Vdb, VdbEnvironment } from '../../../lib/defaults/environment';
import { vdbEnvironment } from '../../constructs/example-environment';
import { examplePlace, object } from './example-place';

const placeOf = (env: VdbEnvironment): Place<VdbEnvironment> => ({ ...examplePlace(), env });
const env = vdbEnvironment();
const [vdb] = env.vdbs as readonly [Vdb];

const resource = (status: object, { metadata = {}, enabled = true } = {}) =>
  object('PostgresVDB', 'orders', { metadata: { generation: 2, ...metadata }, spec: { enabled }, status });
const ready = (status: string, reason = '', message = '') => ({
  conditions: [{ type: 'Ready', status, reason, message }],
});

test.each([
  ['runs', resource({ phase: 'Running', ...ready('True') }), 'ok', 'Running'],
  ['runs, and has no condition', resource({ phase: 'Running' }), 'ok', 'Running'],
  ['has a condition alone', resource(ready('True', 'AsExpected')), 'ok', 'Ready: AsExpected'],
  ['is on its way', resource({ phase: 'Provisioning', message: '40 %' }), 'failed', 'Provisioning: 40 %'],
  [
    'is not ready',
    resource(ready('False', 'Waiting', 'for the engine')),
    'failed',
    'not Ready: Waiting: for the engine',
  ],
  ['has failed', resource({ phase: 'Failed', message: 'no such source' }), 'failed', 'Failed: no such source'],
  [
    'is degraded and runs',
    resource({ phase: 'Running', conditions: [{ type: 'Degraded', status: 'True', message: 'slow' }] }),
    'failed',
    'Degraded: slow',
  ],
  ['is new', resource({}), 'failed', 'waits for the operator, which has said nothing yet'],
  ['has a change that nobody has seen', resource({ observedGeneration: 1 }), 'failed', 'not seen the last change'],
  ['is not there', undefined, 'failed', 'there is no PostgresVDB orders'],
  ['is switched off by hand', resource({}, { enabled: false }), 'failed', 'enabled is false there and true in values'],
  [
    'is deleted',
    resource({ phase: 'Running' }, { metadata: { deletionTimestamp: 'now' } }),
    'failed',
    'IS BEING DELETED',
  ],
])('a VDB that %s', (_, found, state, words) => {
  expect(judgeVdb(placeOf(env), vdb, found)).toMatchObject({
    name: 'PostgresVDB',
    state,
    words: expect.stringContaining(words),
  });
});

test('one that is switched off is well', () => {
  const found = resource({ phase: 'Stopped' }, { enabled: false });
  expect(judgeVdb(placeOf(env), { ...vdb, enabled: false }, found)).toMatchObject({
    state: 'ok',
    words: 'switched off: enabled is false',
  });
});

test('of several each has its name', () => {
  const several = vdbEnvironment({}, { name: 'reports' }, { name: 'support' });
  expect(judgeVdb(placeOf(several), { ...vdb, name: 'support' }, undefined).name).toBe('PostgresVDB support');
});
