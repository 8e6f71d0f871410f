import type { Manifest } from '../../lib/manifest';
import { type PlanContext, planManifests } from '../../lib/plan/plan';
import { claim, container, deployment, object, statefulSet } from './manifests';

const codes = (before: readonly Manifest[], after: readonly Manifest[], context: PlanContext = {}): readonly string[] =>
  planManifests(before, after, context).map(({ class: risk, code, path }) => `${risk} ${code} ${path}`.trim());

test('nothing changes, nothing is said', () => {
  expect(planManifests([statefulSet(), claim('1Gi')], [claim('1024Mi'), statefulSet()])).toEqual([]);
});

test('a change says what, where, and the values', () => {
  expect(planManifests([claim('2Gi')], [claim('1Gi')], { environment: 'dev' })).toEqual([
    {
      environment: 'dev',
      object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
      class: 'refused',
      code: 'claim-shrinks',
      path: 'spec.resources.requests.storage',
      before: '2Gi',
      after: '1Gi',
      message: 'the API server refuses it: a claim never becomes smaller',
      remedy:
        'set the size back; for a smaller volume make a claim of another name (for a database: raise database.generation) and restore into it',
      cause: '',
    },
  ]);
});

test('the worst stands first', () => {
  const found = codes([claim('2Gi'), statefulSet(), deployment()], [claim('1Gi'), deployment({}, { replicas: 2 })]);
  expect(found).toEqual([
    'refused claim-shrinks spec.resources.requests.storage',
    'restart workload-deleted',
    'in-place scaled-up spec.replicas',
  ]);
});

test('a field that no rule knows is unclassified', () => {
  const custom = (size: number) => object('example.org/v1/Thing', { spec: { size } });
  expect(codes([custom(1)], [custom(2)])).toEqual(['unclassified unclassified-change spec.size']);
});

test('an object of a kind that no rule knows is unclassified when it is made or removed', () => {
  const custom = object('example.org/v1/Thing');
  expect([codes([], [custom]), codes([custom, claim('1Gi')], [claim('1Gi')])]).toEqual([
    ['unclassified unclassified-change'],
    ['unclassified unclassified-change'],
  ]);
});

test('two fields of one template are two entries', () => {
  const found = codes(
    [statefulSet({ containers: [container()] })],
    [statefulSet({ containers: [container({ image: 'postgres:17.1', args: ['-c', 'work_mem=8MB'] })] })],
  );
  expect(found).toEqual([
    'restart pod-restart spec.template.spec.containers[postgres].args',
    'restart pod-restart spec.template.spec.containers[postgres].image',
  ]);
});
