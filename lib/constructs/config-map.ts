import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';

/** A ConfigMap of the environment, made of texts by key. */
export const addConfigMap = (
  scope: Construct,
  env: Environment,
  name: string,
  comment: string,
  data: Readonly<Record<string, string>>,
): void => {
  kubernetesObject(scope, comment, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: env.namespace.name },
    data,
  });
};
