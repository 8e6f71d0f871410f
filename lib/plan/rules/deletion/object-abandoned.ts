import { fateOf, isRemoved } from '../../argocd/fate';
import { holdsData } from '../../data';
import { isBuiltIn } from '../../object';
import type { Rule } from '../../rule';

/** As `data-orphaned`, of what holds no data. */
export const objectAbandoned: Rule = {
  id: 'object-abandoned',
  class: 'in-place',
  summary: 'An object stays in the cluster, and nothing in Git stands for it any longer.',
  remedy: 'delete it by hand when it is no longer needed',
  check: (change, scene) =>
    isRemoved(change) &&
    change.before !== undefined &&
    isBuiltIn(change.before) &&
    !holdsData(change.before) &&
    fateOf(change, scene) === 'kept'
      ? [
          {
            path: '',
            message: `${change.object.kind} ${change.object.name} stays as it is, and nobody manages it from now on`,
          },
        ]
      : [],
};
