import type { Manifest } from '../../../manifest';
import { fieldsAt } from '../../object';
import type { Rule } from '../../rule';

export const podSecurityLabel = 'pod-security.kubernetes.io/enforce';
const levels = ['restricted', 'baseline', 'privileged'];

/** An absent label is the most that the cluster allows. */
export const podSecurityLevel = (namespace: Manifest | undefined): number => {
  const level = levels.indexOf(String(fieldsAt(namespace, 'metadata', 'labels')[podSecurityLabel] ?? 'privileged'));
  return level < 0 ? levels.length - 1 : level;
};

/** The Namespace takes Pods that it refused before. */
export const podSecurityLoosened: Rule = {
  id: 'pod-security-loosened',
  class: 'security',
  summary: 'A Namespace takes Pods with more rights than before.',
  remedy: 'set the label back to restricted, and give the Pod that needs more a Namespace of its own',
  check: ({ kind, before, after }) =>
    kind === 'core/Namespace' &&
    before !== undefined &&
    after !== undefined &&
    podSecurityLevel(after) > podSecurityLevel(before)
      ? [
          {
            path: `metadata.labels["${podSecurityLabel}"]`,
            before: levels[podSecurityLevel(before)],
            after: levels[podSecurityLevel(after)],
            message: `Pod Security goes from ${levels[podSecurityLevel(before)]} to ${levels[podSecurityLevel(after)]}`,
          },
        ]
      : [],
};
