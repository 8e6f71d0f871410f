import { type Server, serversOf } from '../../../lib/cli/servers';
import { judgeEndpoints, judgePublic } from '../../../lib/cli/status/endpoints';
import { examplePlace, object } from './example-place';

const place = examplePlace();
const [server] = serversOf(place.env) as readonly [Server];
const slice = (...endpoints: readonly object[]) => object('EndpointSlice', 'postgres-x', { endpoints });

test.each([
  ['one that is ready', [slice({ addresses: ['10.0.0.7'], conditions: { ready: true } })], 'ok', 'is 10.0.0.7'],
  ['one that says nothing, which means ready', [slice({ addresses: ['10.0.0.7'] })], 'ok', 'is 10.0.0.7'],
  ['one that is not ready', [slice({ addresses: ['10.0.0.7'], conditions: { ready: false } })], 'failed', 'nobody'],
  ['none', [slice()], 'failed', 'nobody answers at postgres.postgres-orders.svc:5432'],
  ['no Service', [], 'failed', 'nobody answers'],
])('%s', (_, slices, state, words) => {
  expect(judgeEndpoints(place, server, slices)).toMatchObject({ state, words: expect.stringContaining(words) });
});

test('a suspended environment needs none', () => {
  expect(judgeEndpoints(place, { ...server, asleep: true }, [])).toMatchObject({ state: 'ok' });
});

test.each([
  ['an address', { ingress: [{ ip: '192.0.2.9' }] }, 'ok', '192.0.2.9, from 203.0.113.0/24'],
  ['a name', { ingress: [{ hostname: 'lb.example' }] }, 'ok', 'lb.example'],
  ['nothing yet', {}, 'failed', 'no address yet'],
])('the load balancer has %s', (_, loadBalancer, state, words) => {
  const open = examplePlace({ publicAccess: { sourceRanges: ['203.0.113.0/24'], annotations: {} } });
  const service = object('Service', 'postgres-public', { status: { loadBalancer } });
  expect(judgePublic(open, server, service)).toMatchObject({ state, words: expect.stringContaining(words) });
});

test('without its Service there is no public access', () => {
  expect(judgePublic(place, server, undefined)).toMatchObject({ state: 'failed' });
});
