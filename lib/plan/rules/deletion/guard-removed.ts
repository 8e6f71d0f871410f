import { optionsOf } from '../../argocd/fate';
import { holdsData } from '../../data';
import type { Rule } from '../../rule';

const guards = ['Prune=false', 'Delete=false', 'Prune=confirm', 'Delete=confirm'];

/** The next removal of the file, or of the Application, takes the object along. */
export const guardRemoved: Rule = {
  id: 'guard-removed',
  class: 'data-loss',
  summary: 'An object that holds data loses the annotation that keeps Argo CD from deleting it.',
  remedy: 'put the annotation back, unless the data is meant to go with its file',
  check: ({ before, after }) => {
    if (after === undefined || before === undefined || !holdsData(before)) return [];
    const next = optionsOf(after);
    const gone = optionsOf(before).filter((option) => guards.includes(option) && !next.includes(option));
    const kept = gone.filter((option) => !next.some((other) => other.split('=')[0] === option.split('=')[0]));
    return kept.length === 0
      ? []
      : [
          {
            path: 'metadata.annotations["argocd.argoproj.io/sync-options"]',
            before: optionsOf(before).join(','),
            after: next.join(','),
            message: `nothing is deleted by this merge; but without ${kept.join(' and ')}, a later one that removes its file deletes it with its data`,
          },
        ];
  },
};
