import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';
import { podSecurityLabel } from './pod-security-loosened';

/** Names that say only what made the Namespace. */
const ours = /^(app\.kubernetes\.io|pgfleet\.dev|backstage\.io)\//;

/** Whoever chooses namespaces by labels: policies of others, quotas, webhooks of admission. */
export const namespaceLabelsChanged: Rule = {
  id: 'namespace-labels-changed',
  class: 'unclassified',
  summary: 'A label of a Namespace changes, by which policies and webhooks from elsewhere may choose it.',
  remedy:
    'look for the label in namespaceSelectors: kubectl get networkpolicies,validatingwebhookconfigurations -A -o yaml',
  check: ({ kind, before, after, differences }) =>
    kind === 'core/Namespace' && before !== undefined && after !== undefined
      ? differences
          .filter(
            ({ steps }) =>
              isBelow(steps, 'metadata.labels') && !ours.test(steps[2] ?? '') && steps[2] !== podSecurityLabel,
          )
          .map((difference) =>
            at(difference, 'no Pod restarts; who chooses this Namespace by its labels is not known here', {
              unknown: 'policies, quotas and webhooks elsewhere that choose namespaces by labels',
            }),
          )
      : [],
};
