import type { Peer } from '../../lib/defaults/environment';
import { exampleEnvironment } from './example-environment';
import { objectsOf } from './find';

const from = (accessFrom: readonly Peer[]): unknown =>
  (
    objectsOf(exampleEnvironment({ accessFrom })).get('NetworkPolicy/postgres-database').spec as {
      ingress: { from: unknown }[];
    }
  ).ingress[0]?.from;

test('everything is denied both ways before anything is allowed', () => {
  expect(objectsOf(exampleEnvironment()).get('NetworkPolicy/postgres-default-deny')).toMatchObject({
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
});

test.each<[string, Peer, unknown]>([
  ['Pods of the same namespace', {}, { podSelector: {} }],
  [
    'a namespace by name',
    { namespace: 'shop' },
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
  ],
  [
    'Pods of namespaces by label',
    { namespaceLabels: { team: 'shop' }, podLabels: { tier: 'backend' } },
    { namespaceSelector: { matchLabels: { team: 'shop' } }, podSelector: { matchLabels: { tier: 'backend' } } },
  ],
  [
    'Pods by label in the same namespace',
    { podLabels: { tier: 'backend' } },
    { podSelector: { matchLabels: { tier: 'backend' } } },
  ],
  ['a range of addresses', { cidr: '10.1.0.0/16' }, { ipBlock: { cidr: '10.1.0.0/16' } }],
])('access from %s', (_, peer, expected) => {
  expect(from([peer])).toEqual([expected]);
});

test('only the Job that generates credentials reaches the API server, and only where it lives', () => {
  const objects = objectsOf(exampleEnvironment({ apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } }));
  expect(objects.get('NetworkPolicy/postgres-credentials')).toMatchObject({
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'credentials' } },
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    },
  });
  expect(objects.get('NetworkPolicy/postgres-database').spec).not.toHaveProperty('egress');
});
