import { fateOf, isRemoved } from '../../argocd/fate';
import { isDatabaseResource } from '../../data';
import type { Rule } from '../../rule';

/** The operator, or the API server, deletes what stands behind it. */
export const databaseDeleted: Rule = {
  id: 'database-deleted',
  class: 'data-loss',
  summary: 'A database of an operator, a volume, or a definition with all its objects is deleted.',
  remedy: 'put the manifest back; take a backup first where it is meant',
  check: (change, scene) => {
    const { before, object } = change;
    if (before === undefined || !isRemoved(change) || fateOf(change, scene) === 'kept') return [];
    if (change.kind === 'apiextensions.k8s.io/CustomResourceDefinition')
      return [{ path: '', message: `every object of the kind that ${object.name} defines is deleted with it` }];
    if (change.kind === 'core/PersistentVolume')
      return [{ path: '', message: `the volume ${object.name} is given up; a claim that is bound to it loses it` }];
    return isDatabaseResource(before)
      ? [
          {
            path: '',
            message: `its operator deletes the database behind ${object.kind} ${object.name}`,
            unknown: 'what the finalizer of the operator keeps',
          },
        ]
      : [];
  },
};
