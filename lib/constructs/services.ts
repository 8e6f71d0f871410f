import type { Construct } from 'constructs';
import type { DatabaseEnvironment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { names, selector } from './names';

const port = { name: 'postgresql', port: 5432, targetPort: 'postgresql', protocol: 'TCP' };

/** The Services that lead to the database: for clients, for the Pod by its name, and for clients outside of the cluster. */
export const services = (scope: Construct, env: DatabaseEnvironment): void => {
  const service = (name: string, comment: string, spec: object, annotations: Readonly<Record<string, string>> = {}) =>
    kubernetesObject(scope, comment, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name,
        namespace: env.namespace.name,
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      },
      spec: { ...spec, selector: selector(env, 'database'), ports: [port], sessionAffinity: 'None' },
    });

  service(env.name, 'Where clients connect.', { type: 'ClusterIP' });
  service(names.headless(env), 'The name of the Pod itself, also while PostgreSQL is not ready yet.', {
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
  });
  if (env.publicAccess === undefined) return;
  const { sourceRanges, annotations } = env.publicAccess;
  service(
    names.public(env),
    'Where clients outside of the cluster connect, from these addresses and with TLS only.',
    {
      type: 'LoadBalancer',
      // Local: else the Pod sees the address of a node, and the ranges of its NetworkPolicy match nobody.
      externalTrafficPolicy: 'Local',
      internalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
      loadBalancerSourceRanges: sourceRanges,
    },
    annotations,
  );
};
