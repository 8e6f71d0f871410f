import type { Construct } from 'constructs';
import type { DatabaseEnvironment, Environment, PublicAccess } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { names, selector } from './names';

const port = { name: 'postgresql', port: 5432, targetPort: 'postgresql', protocol: 'TCP' };

/** The Services that lead to the database: for clients, for the Pod by its name, and for clients outside of the cluster. */
export const services = (scope: Construct, env: DatabaseEnvironment): void => {
  const service = (name: string, comment: string, spec: object) =>
    kubernetesObject(scope, comment, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: env.namespace.name },
      spec: { ...spec, selector: selector(env, 'database'), ports: [port], sessionAffinity: 'None' },
    });

  service(env.name, 'Where clients connect.', { type: 'ClusterIP' });
  service(names.headless(env), 'The name of the Pod itself, also while PostgreSQL is not ready yet.', {
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
  });
  if (env.publicAccess === undefined) return;
  publicService(scope, env, {
    name: names.public(env),
    comment: 'Where clients outside of the cluster connect, from these addresses and with TLS only.',
    selector: selector(env, 'database'),
    port,
    access: env.publicAccess,
  });
};

interface PublicService {
  readonly name: string;
  readonly comment: string;
  /** Of the Pods that it leads to. */
  readonly selector: Readonly<Record<string, string>>;
  readonly port: Readonly<Record<string, unknown>>;
  readonly access: PublicAccess;
}

/** A load balancer for these addresses alone. */
export const publicService = (
  scope: Construct,
  env: Environment,
  { name, comment, selector: pods, port: only, access: { sourceRanges, annotations } }: PublicService,
): void => {
  kubernetesObject(scope, comment, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: env.namespace.name,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      type: 'LoadBalancer',
      // Local: else the Pod sees the address of a node, and the ranges of its NetworkPolicy match nobody.
      externalTrafficPolicy: 'Local',
      internalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
      loadBalancerSourceRanges: sourceRanges,
      selector: pods,
      ports: [only],
      sessionAffinity: 'None',
    },
  });
};
