import { argocdConflicts } from '../../lib/checks/argocd';
import type { EnvironmentSummary } from '../../lib/checks/fleet';

const settings = { project: 'pgfleet', clusters: undefined, namespaces: ['postgres-*', 'shop'] };
const summary = (change: Partial<EnvironmentSummary> = {}): EnvironmentSummary => ({
  id: 'dev',
  cluster: 'in-cluster',
  namespace: 'postgres-dev',
  createsNamespace: true,
  deletionPolicy: 'Delete',
  owner: '',
  kinds: '',
  ...change,
});

test.each([
  ['in a namespace that the project knows by its beginning', { namespace: 'postgres-vdbs-dev' }],
  ['in one that it knows by name', { namespace: 'shop' }],
  ['that is kept, in any namespace', { namespace: 'elsewhere', deletionPolicy: 'Retain' as const }],
])('an environment %s is fine', (_, change) => {
  expect(argocdConflicts(settings, [summary(change)])).toEqual([]);
});

test.each(['elsewhere', 'shop-2', 'a-postgres-dev'])(
  'Argo CD could not delete one in %s, which is an error',
  (namespace) => {
    expect(argocdConflicts(settings, [summary({ namespace })])).toEqual([
      {
        code: 'environment-conflict',
        file: 'environments/dev/values.yaml',
        line: 1,
        column: 1,
        message: `deletionPolicy is Delete, and the namespace "${namespace}" is none of argocd.namespaces (postgres-*, shop): Argo CD could not delete what is in it, once its directory is gone`,
      },
    ]);
  },
);

test('a name that the root Application has, and a cluster that is not listed, are errors', () => {
  const found = argocdConflicts({ ...settings, clusters: ['frankfurt'] }, [summary({ id: 'pgfleet' })]);
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringContaining('like the root Application'),
    expect.stringContaining('none of argocd.clusters'),
  ]);
});
