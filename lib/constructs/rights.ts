import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

interface Granted {
  readonly name: string;
  /** Above the Role: what may be done. */
  readonly comment: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  /** Above the RoleBinding: who may do it. */
  readonly to: string;
  readonly subjects: readonly Subject[];
}

/** A Role, and who has it. */
export const rights = (scope: Construct, env: Environment, granted: Granted): void => {
  const metadata = { name: granted.name, namespace: env.namespace.name };
  kubernetesObject(scope, granted.comment, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: granted.rules,
  });
  kubernetesObject(scope, granted.to, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: granted.subjects.map(({ namespace, serviceAccount }) => ({
      kind: 'ServiceAccount',
      name: serviceAccount,
      namespace,
    })),
  });
};

/** An account of a Job, with rights in its namespace and nowhere else. Not by serviceAccount(): it needs no workload identity. */
export const accountWithRights = (
  scope: Construct,
  env: Environment,
  account: string,
  granted: Omit<Granted, 'subjects'>,
): void => {
  const { name } = granted;
  kubernetesObject(scope, account, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: env.namespace.name },
    automountServiceAccountToken: false,
  });
  rights(scope, env, { ...granted, subjects: [{ namespace: env.namespace.name, serviceAccount: name }] });
};
