import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** Containers of its Pods can speak to the API server. */
export const tokenMounted: Rule = {
  id: 'token-mounted',
  class: 'security',
  summary: 'Pods get the token of a ServiceAccount.',
  remedy: 'set automountServiceAccountToken: false, and mount the token only where it is used',
  check: ({ kind, before, differences }) =>
    kind === 'core/ServiceAccount' && before !== undefined
      ? differences
          .filter(({ steps, after }) => isAt(steps, 'automountServiceAccountToken') && after !== false)
          .map((difference) =>
            at(difference, 'Pods that are made from now on mount its token, unless they say otherwise'),
          )
      : [],
};
