import { fateOf, isRemoved } from '../../argocd/fate';
import { holdsData } from '../../data';
import { rollingKinds } from '../../kubernetes/pods';
import { isBuiltIn } from '../../object';
import type { Rule } from '../../rule';

/** Kinds whose removal has a rule of its own. */
const others: ReadonlySet<string> = new Set([
  ...rollingKinds,
  'apps/ReplicaSet',
  'core/ReplicationController',
  'core/Pod',
]);

/** Nothing that runs stops by it: see the rules of what else its removal means. */
export const objectDeleted: Rule = {
  id: 'object-deleted',
  class: 'in-place',
  summary: 'An object that neither runs nor holds data is removed.',
  remedy: 'nothing to do',
  check: (change, scene) =>
    isRemoved(change) &&
    change.before !== undefined &&
    isBuiltIn(change.before) &&
    !holdsData(change.before) &&
    !others.has(change.kind) &&
    fateOf(change, scene) !== 'kept'
      ? [
          {
            path: '',
            message: `${change.object.kind} ${change.object.name} is deleted`,
            ...(change.kind === 'batch/Job' ? { unknown: 'whether the Job still runs: its Pods stop with it' } : {}),
          },
        ]
      : [],
};
