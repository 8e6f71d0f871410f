import { rolloutOf, templateDifferences } from '../../kubernetes/rollout';
import { at, type Rule } from '../../rule';

/** The template changes and Pods stay as they are. */
export const templateWaits: Rule = {
  id: 'template-waits',
  class: 'not-picked-up',
  summary: 'The template of Pods changes, and no Pod follows by itself.',
  remedy: 'delete the Pods when a restart is welcome',
  check: (change) => {
    const found = templateDifferences(change);
    if (found.length === 0) return [];
    const rollout = rolloutOf(change.before, change.after);
    return 'waits' in rollout ? found.map((difference) => at(difference, rollout.waits)) : [];
  },
};
