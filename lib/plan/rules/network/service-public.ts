import type { Manifest } from '../../../manifest';
import { textsAt, valueAt } from '../../object';
import type { Rule } from '../../rule';

/** From outside the cluster, or from more places outside than before. */
export const servicePublic: Rule = {
  id: 'service-public',
  class: 'security',
  summary: 'A Service can be reached from outside the cluster, or from more addresses than before.',
  remedy: 'name the addresses that need it (access.public.sourceRanges), or keep the Service inside the cluster',
  check: ({ kind, before, after }) => {
    if (kind !== 'core/Service' || after === undefined) return [];
    const [from, to] = [rangesOf(before), rangesOf(after)];
    const more = to.filter((range) => !from.includes(range) && !from.includes(everywhere));
    if (more.length === 0) return [];
    const path = typeOf(before) === typeOf(after) ? 'spec.loadBalancerSourceRanges' : 'spec.type';
    return [
      {
        path,
        before: path === 'spec.type' ? typeOf(before) : from,
        after: path === 'spec.type' ? typeOf(after) : to,
        message: more.includes(everywhere)
          ? 'anybody who reaches a node or the load balancer can connect, as far as no NetworkPolicy forbids it'
          : `${more.join(', ')} can connect from outside the cluster`,
      },
    ];
  },
};

const everywhere = '0.0.0.0/0';

const typeOf = (service: Manifest | undefined): string | undefined =>
  service === undefined ? undefined : String(valueAt(service, 'spec', 'type') ?? 'ClusterIP');

/** Addresses outside that reach it: none for a Service of the cluster. */
const rangesOf = (service: Manifest | undefined): readonly string[] => {
  const outside = textsAt(service, 'spec', 'externalIPs').map((address) => `whoever reaches ${address}`);
  if (typeOf(service) === 'NodePort') return [...outside, everywhere];
  if (typeOf(service) !== 'LoadBalancer') return outside;
  const ranges = textsAt(service, 'spec', 'loadBalancerSourceRanges');
  return [...outside, ...(ranges.length === 0 ? [everywhere] : ranges)];
};
