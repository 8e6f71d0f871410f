import { isBuiltIn } from '../../object';
import { at, type Rule } from '../../rule';

/** Read by Argo CD at the next sync or deletion. */
export const syncOptionsChanged: Rule = {
  id: 'sync-options-changed',
  class: 'in-place',
  summary: 'What Argo CD may do with an object changes.',
  remedy: 'nothing to do',
  check: ({ after, differences }) =>
    after === undefined || !isBuiltIn(after)
      ? []
      : differences
          .filter(({ steps }) => /^argocd\.argoproj\.io\/(sync-options|hook|hook-delete-policy)$/.test(steps[2] ?? ''))
          .filter(({ steps }) => steps[0] === 'metadata' && steps[1] === 'annotations')
          .map((difference) => at(difference, 'Argo CD reads it at the next sync')),
};
