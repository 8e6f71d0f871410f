import { allowances } from '../../kubernetes/network-rules';
import type { Rule } from '../../rule';

/** Less may pass than before: clients that nobody names are cut off. */
export const networkPolicyClosed: Rule = {
  id: 'network-policy-closed',
  class: 'restart',
  summary: 'A NetworkPolicy lets less through than before: clients that it no longer names are cut off.',
  remedy: 'be sure that nobody comes from there any longer',
  check: ({ kind, before, after }) => {
    if (kind !== 'networking.k8s.io/NetworkPolicy' || before === undefined || after === undefined) return [];
    const next = allowances(after);
    const gone = [...allowances(before)].filter((one) => !next.has(one));
    return gone.length === 0
      ? []
      : [
          {
            path: 'spec',
            before: gone,
            after: undefined,
            message: `no Pod restarts; it no longer lets through: ${gone.join('; ')}`,
          },
        ];
  },
};
