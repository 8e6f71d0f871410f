import { fateOf, isRemoved } from '../../argocd/fate';
import type { Rule } from '../../rule';

/** Its name and address are gone. */
export const serviceDeleted: Rule = {
  id: 'service-deleted',
  class: 'restart',
  summary: 'A Service is deleted: clients that use its name are cut off.',
  remedy: 'move the clients first',
  check: (change, scene) =>
    (change.kind === 'core/Service' || change.kind === 'networking.k8s.io/Ingress') &&
    isRemoved(change) &&
    fateOf(change, scene) !== 'kept'
      ? [
          {
            path: '',
            message: `the name ${change.object.name} no longer leads anywhere: its clients lose their connection`,
          },
        ]
      : [],
};
