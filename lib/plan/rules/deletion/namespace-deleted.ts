import { fateOf, isRemoved } from '../../argocd/fate';
import type { Rule } from '../../rule';

/** A Namespace that goes takes everything in it along, whatever their annotations say. */
export const namespaceDeleted: Rule = {
  id: 'namespace-deleted',
  class: 'data-loss',
  summary: 'A Namespace is deleted, and everything in it.',
  remedy:
    'put the manifest back; to keep the Namespace for now, annotate the live one with Prune=false,Delete=false first',
  check: (change, scene) =>
    change.kind === 'core/Namespace' && isRemoved(change) && fateOf(change, scene) !== 'kept'
      ? [
          {
            path: '',
            message: `the Namespace ${change.object.name} is deleted with everything in it, claims included; no annotation of theirs keeps them`,
          },
        ]
      : [],
};
