import { fateOf, isRemoved } from '../../argocd/fate';
import { allowances } from '../../kubernetes/network-rules';
import { valueAt } from '../../object';
import type { Rule } from '../../rule';

/** More may pass than before. */
export const networkPolicyOpened: Rule = {
  id: 'network-policy-opened',
  class: 'security',
  summary: 'A NetworkPolicy lets more through than before, holds for other Pods, or is removed.',
  remedy: 'name only who needs it (access.from)',
  check: (change, scene) => {
    const { kind, before, after } = change;
    if (kind !== 'networking.k8s.io/NetworkPolicy' || before === undefined) return [];
    if (isRemoved(change))
      return fateOf(change, scene) === 'kept'
        ? []
        : [
            {
              path: '',
              message: 'what it forbade is allowed from now on, unless another policy holds for the same Pods',
            },
          ];
    const selectors = [before, after].map((policy) => JSON.stringify(valueAt(policy, 'spec', 'podSelector') ?? {}));
    const old = allowances(before);
    const more = [...allowances(after)].filter((one) => !old.has(one));
    return [
      ...(selectors[0] === selectors[1]
        ? []
        : [
            {
              path: 'spec.podSelector',
              before: valueAt(before, 'spec', 'podSelector'),
              after: valueAt(after, 'spec', 'podSelector'),
              message:
                'it holds for other Pods: those that it no longer holds for are open, unless another policy holds for them',
            },
          ]),
      ...(more.length === 0
        ? []
        : [{ path: 'spec', before: undefined, after: more, message: `it lets more through: ${more.join('; ')}` }]),
    ];
  },
};
