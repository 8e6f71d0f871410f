import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

/** An account of Pods, or a group of people. */
type Subject = { readonly namespace: string; readonly serviceAccount: string } | { readonly group: string };

/** What may be done with which objects: an entry of `rules` of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Granted {
  readonly name: string;
  /** Above the Role: what may be done. */
  readonly comment: string;
  readonly rules: readonly Rule[];
  /** Above the RoleBinding: who may do it. */
  readonly to: string;
  readonly subjects: readonly Subject[];
}

/** A Role, and who has it. */
export const rights = (scope: Construct, env: Environment, granted: Granted): void => {
  const metadata = { name: granted.name, namespace: env.namespace.name };
  kubernetesObject(scope, granted.comment, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'Role',
    metadata,
    rules: granted.rules,
  });
  kubernetesObject(scope, granted.to, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup, kind: 'Role', name: metadata.name },
    subjects: granted.subjects.map((subject) =>
      'group' in subject
        ? { apiGroup, kind: 'Group', name: subject.group }
        : { kind: 'ServiceAccount', name: subject.serviceAccount, namespace: subject.namespace },
    ),
  });
};

const apiGroup = 'rbac.authorization.k8s.io';

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
