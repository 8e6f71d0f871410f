import { environment, problems, shortest } from './resolved';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n';
const found = (text: string, path = 'manifests/a.yaml'): string[] => problems(shortest, { files: { [path]: text } });

test('objects come in the order of files and documents, as they were written', () => {
  const files = {
    'manifests/b.yaml': `${configMap}  namespace: postgres-orders\n`,
    'manifests/a.yaml':
      '---\napiVersion: a.example/v1beta1\nkind: Thing\nmetadata: {name: x}\nspec: {a: [1]}\n---\n# nothing\n---\napiVersion: v1\nkind: Service\nmetadata: {name: y}\n',
  };
  expect(environment(shortest, { files }).manifests).toEqual([
    { apiVersion: 'a.example/v1beta1', kind: 'Thing', metadata: { name: 'x' }, spec: { a: [1] } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'y' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra', namespace: 'postgres-orders' } },
  ]);
});

test.each([
  ['- a', /:1:1 manifest: must be a Kubernetes object/],
  ['kind: ConfigMap\nmetadata: {name: x}', /:1:1 manifest: apiVersion must be/],
  ['apiVersion: v1\nmetadata: {name: x}', /:1:1 manifest: kind must be/],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: x-}', /:3:1 manifest: metadata.name must be/],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: X_y}', /:3:18 manifest: metadata.name must be/],
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: shop}',
    /:3:32 manifest: .*must be left out or be postgres-orders/,
  ],
  [
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}',
    /:2:7 manifest: ClusterRole belongs to the whole cluster/,
  ],
  ['apiVersion: v1\nkind: List\nmetadata: {name: x}', /:2:7 manifest: List is not an object/],
  ['apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {a: b}', /:4:13 secret-in-values/],
  ['apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {a: Yg==}', /:4:7 secret-in-values/],
  [
    `${configMap}---\n${configMap}`,
    /:9:9 manifest: ConfigMap\/extra already stands in environments\/orders\/manifests\/a.yaml/,
  ],
  ['apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap\nmetadata: {name: x}', /:3:1 yaml-syntax/],
])('%j is refused', (text, expected) => {
  const [first] = found(text);
  expect(first).toMatch(expected);
});

test('a file that Argo CD or kustomize would take for something else is refused', () => {
  for (const path of ['manifests/kustomization.yaml', 'manifests/Chart.yaml', 'manifests/a.json', 'manifests/notes.md'])
    expect(found(configMap, path)).toEqual([
      expect.stringMatching(/manifest: manifests\/ holds plain Kubernetes objects/),
    ]);
});
