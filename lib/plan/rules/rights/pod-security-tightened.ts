import type { Rule } from '../../rule';
import { podSecurityLabel, podSecurityLevel } from './pod-security-loosened';

/** Pods that run stay; the next one of a kind that does not fit is refused. */
export const podSecurityTightened: Rule = {
  id: 'pod-security-tightened',
  class: 'unclassified',
  summary:
    'A Namespace takes fewer kinds of Pods than before: one that no longer fits does not come back from a restart.',
  remedy: 'set the label of warn or audit first, and look at what it reports',
  check: ({ kind, before, after }) =>
    kind === 'core/Namespace' &&
    before !== undefined &&
    after !== undefined &&
    podSecurityLevel(after) < podSecurityLevel(before)
      ? [
          {
            path: `metadata.labels["${podSecurityLabel}"]`,
            message: 'Pods that run stay; whether the next ones are let in depends on what they ask for',
            unknown: 'Pods in this Namespace that come from elsewhere',
          },
        ]
      : [],
};
