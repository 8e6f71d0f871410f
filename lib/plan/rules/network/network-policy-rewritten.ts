import { allowances } from '../../kubernetes/network-rules';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** Written in another way, with the same meaning. */
export const networkPolicyRewritten: Rule = {
  id: 'network-policy-rewritten',
  class: 'none',
  summary: 'A NetworkPolicy is written in another way and lets the same through.',
  remedy: 'nothing to do',
  check: ({ kind, before, after, differences }) => {
    if (kind !== 'networking.k8s.io/NetworkPolicy' || before === undefined || after === undefined) return [];
    const [from, to] = [allowances(before), allowances(after)];
    return from.size === to.size && [...from].every((one) => to.has(one))
      ? differences
          .filter(({ steps }) => steps[0] === 'spec' && !isBelow(steps, 'spec.podSelector'))
          .map((difference) => at(difference, 'it lets the same through'))
      : [];
  },
};
