import { isMade } from '../../argocd/fate';
import { isBuiltIn, kindOf } from '../../object';
import type { Rule } from '../../rule';

/** Kinds of operators that only add something when they are made. A task runs whatever it holds, and is none of them. */
const additions: ReadonlySet<string> = new Set([
  'core.delphix.com/PostgresVDB',
  'actions.delphix.com/VDBSnapshot',
  'actions.delphix.com/PostgresSnapshot',
  'external-secrets.io/ExternalSecret',
  'bitnami.com/SealedSecret',
  'cert-manager.io/Certificate',
]);

/** Nothing that runs notices: see the rules of what else it means. */
export const objectMade: Rule = {
  id: 'object-made',
  class: 'in-place',
  summary: 'A new object.',
  remedy: 'nothing to do',
  check: (change) =>
    isMade(change) && change.after !== undefined && (isBuiltIn(change.after) || additions.has(kindOf(change.after)))
      ? [{ path: '', message: `${change.object.kind} ${change.object.name} is made` }]
      : [],
};
