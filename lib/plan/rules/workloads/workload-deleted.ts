import { fateOf, isRemoved } from '../../argocd/fate';
import { keepsData } from '../../data';
import { rollingKinds } from '../../kubernetes/pods';
import type { Rule } from '../../rule';

const kinds: ReadonlySet<string> = new Set([
  ...rollingKinds,
  'apps/ReplicaSet',
  'core/ReplicationController',
  'core/Pod',
]);

/** Pods that keep nothing stop for good. */
export const workloadDeleted: Rule = {
  id: 'workload-deleted',
  class: 'restart',
  summary: 'A workload without data of its own is removed: its Pods stop for good.',
  remedy: 'move its clients first',
  check: (change, scene) =>
    kinds.has(change.kind) &&
    isRemoved(change) &&
    fateOf(change, scene) !== 'kept' &&
    !(change.kind === 'apps/StatefulSet' && keepsData(change.before))
      ? [
          {
            path: '',
            message: `the Pods of ${change.object.kind} ${change.object.name} stop, and none takes their place`,
          },
        ]
      : [],
};
