import { isAt } from '../path';
import { at, type Rule } from '../rule';

/** For Pods that are made from now on. */
export const tokenWithdrawn: Rule = {
  id: 'token-withdrawn',
  class: 'not-picked-up',
  summary: 'A ServiceAccount no longer gives its token, or another identity, to Pods that are made from now on.',
  remedy: 'restart the Pods when that is welcome',
  check: ({ kind, before, differences }) =>
    kind === 'core/ServiceAccount' && before !== undefined
      ? differences
          .filter(
            ({ steps, after }) =>
              (isAt(steps, 'automountServiceAccountToken') && after === false) || isAt(steps, 'metadata.annotations.*'),
          )
          .filter(({ steps }) => !steps[2]?.startsWith('argocd.argoproj.io/'))
          .map((difference) => at(difference, 'Pods that run keep what they have until they restart'))
      : [],
};
