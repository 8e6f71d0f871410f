import { Construct } from 'constructs';
import type { Environment, Peer } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { environmentSelector, names, selector } from './names';

/** Nothing in, nothing out; then what is needed. In a shared namespace every policy selects our own Pods only. */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const policy = (name: string, comment: string, spec: Readonly<Record<string, unknown>>) =>
      kubernetesObject(this, comment, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace: env.namespace.name },
        spec,
      });

    policy(`${env.name}-default-deny`, 'Nothing may enter or leave, unless a policy beside this one allows it.', {
      podSelector: env.namespace.create ? {} : { matchLabels: environmentSelector(env) },
      policyTypes: ['Ingress', 'Egress'],
    });
    policy(`${env.name}-database`, 'Who may connect to PostgreSQL. The database itself calls nobody.', {
      podSelector: { matchLabels: selector(env, 'database') },
      policyTypes: ['Ingress'],
      ingress: [{ from: env.accessFrom.map(peer), ports: [{ port: 5432, protocol: 'TCP' }] }],
    });
    if (env.credentials.source === 'generated') {
      const { cidrs, ports } = env.apiServer;
      policy(
        names.credentials(env),
        'The Job that generates the password talks to the Kubernetes API server, by address: a policy knows no host names.',
        {
          podSelector: { matchLabels: selector(env, 'credentials') },
          policyTypes: ['Egress'],
          egress: [
            {
              to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
              ports: ports.map((port) => ({ port, protocol: 'TCP' })),
            },
          ],
        },
      );
    }
  }
}

const namespaceName = 'kubernetes.io/metadata.name';

/** An empty peer is every Pod of the same namespace; Pod labels alone select Pods of the same namespace. */
const peer = ({ namespace, namespaceLabels, podLabels, cidr }: Peer) => {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  const namespaces = namespace === undefined ? namespaceLabels : { [namespaceName]: namespace };
  return {
    ...(namespaces === undefined ? {} : { namespaceSelector: { matchLabels: namespaces } }),
    ...(podLabels === undefined && namespaces !== undefined
      ? {}
      : { podSelector: podLabels === undefined ? {} : { matchLabels: podLabels } }),
  };
};
