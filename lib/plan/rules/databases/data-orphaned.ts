import { fateOf, isDirectoryRemoved, isRemoved } from '../../argocd/fate';
import { holdsData } from '../../data';
import type { Rule } from '../../rule';

/** Argo CD leaves it where it is; no file in Git stands for it any longer. */
export const dataOrphaned: Rule = {
  id: 'data-orphaned',
  class: 'data-loss',
  summary: 'An object that holds data stays in the cluster, and nothing in Git stands for it any longer.',
  remedy: 'put the manifest back; or delete the object by hand once its data is no longer needed',
  check: (change, scene) => {
    if (!isRemoved(change) || !holdsData(change.before) || fateOf(change, scene) !== 'kept') return [];
    const why = isDirectoryRemoved(scene)
      ? 'its Application goes and leaves it'
      : 'its annotation keeps it from being pruned';
    return [
      {
        path: '',
        message: `${change.object.kind} ${change.object.name} stays as it is (${why}), but nobody manages, backs up or sees it from now on`,
      },
    ];
  },
};
