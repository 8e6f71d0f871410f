import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** Names that no provider of identities reads. */
const ours = /^(app\.kubernetes\.io|pgfleet\.dev|backstage\.io|argocd\.argoproj\.io)\//;

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
          .filter(({ steps }) => steps[2] === undefined || !ours.test(steps[2]))
          .map((difference) => at(difference, 'Pods that run keep what they have until they restart'))
      : [],
};
