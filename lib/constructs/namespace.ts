import { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

/** Version of the Pod Security Standards that the namespace is held to: that of the oldest Kubernetes we support. */
const podSecurityVersion = 'v1.31';

/** What a container gets in a namespace with a quota when it names nothing, so that a debugging Pod is not refused. */
const limitRangeDefaults = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } };

/** The namespace and its limits. Nothing at all where the namespace belongs to somebody else. */
export class Namespace extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const { name, create } = env.namespace;
    if (!create) return;
    kubernetesObject(this, 'Holds everything of this environment. Deleting it deletes the data.', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: podSecurityLabels[env.kind] },
    });
    if (env.quota === undefined) return;
    const metadata = { name: env.name, namespace: name };
    const { cpu, memory, storage } = env.quota;
    kubernetesObject(this, 'The most that this namespace may ask for.', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata,
      spec: {
        hard: {
          ...(cpu === undefined ? {} : { 'requests.cpu': cpu }),
          ...(memory === undefined ? {} : { 'requests.memory': memory, 'limits.memory': memory }),
          ...(storage === undefined ? {} : { 'requests.storage': storage }),
        },
      },
    });
    kubernetesObject(this, 'What a container gets that names no amounts: the quota would refuse it otherwise.', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata,
      spec: {
        limits: [
          { type: 'Container', default: limitRangeDefaults.limits, defaultRequest: limitRangeDefaults.requests },
        ],
      },
    });
  }
}

const podSecurity = (enforced: 'restricted' | 'baseline'): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, mode === 'enforce' ? enforced : 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
    ]),
  );

const restricted = podSecurity('restricted');

/** Pods of an operator that we do not know must be able to run; what ours are is judged before they get there: docs/adr/0017. */
const podSecurityLabels: Readonly<Record<Environment['kind'], Readonly<Record<string, string>>>> = {
  database: restricted,
  vdb: podSecurity('baseline'),
  external: restricted,
};
