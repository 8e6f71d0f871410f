import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

/** An account without rights and without a token; a cloud knows its Pods by the annotations of values.yaml (workload identity). */
export const serviceAccount = (scope: Construct, env: Environment, name: string, comment: string): void => {
  const { annotations } = env.serviceAccount;
  kubernetesObject(scope, comment, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      namespace: env.namespace.name,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    automountServiceAccountToken: false,
  });
};
