import { renameNamespace } from '../../lib/config/rename-namespace';

test('the namespace of every object and reference changes, and nothing else', () => {
  const text = `# the namespace: postgres-dev
kind: RoleBinding
metadata: {name: postgres-dev, namespace: postgres-dev} # ours
subjects:
  - kind: ServiceAccount
    namespace: "postgres-dev" # ours as well
  - {kind: ServiceAccount, namespace: shop}
---
kind: ConfigMap
metadata:
  namespace: postgres-dev
data:
  namespace: |
    postgres-dev
`;
  expect(renameNamespace(text, 'postgres-dev', 'postgres-qa')).toBe(`# the namespace: postgres-dev
kind: RoleBinding
metadata: {name: postgres-dev, namespace: postgres-qa} # ours
subjects:
  - kind: ServiceAccount
    namespace: postgres-qa # ours as well
  - {kind: ServiceAccount, namespace: shop}
---
kind: ConfigMap
metadata:
  namespace: postgres-qa
data:
  namespace: |
    postgres-dev
`);
});

test('a name that would be read as a number is quoted', () => {
  expect(renameNamespace('metadata: {namespace: a}\n', 'a', '123')).toBe('metadata: {namespace: "123"}\n');
});

test('what is not YAML stays as it is', () => {
  expect(renameNamespace('a: [\nnamespace: a\n', 'a', 'b')).toBe('a: [\nnamespace: a\n');
});
