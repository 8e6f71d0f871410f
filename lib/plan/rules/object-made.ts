import { isMade } from '../fate';
import { isBuiltIn } from '../object';
import type { Rule } from '../rule';

/** Nothing that runs notices: see the rules of what else it means. */
export const objectMade: Rule = {
  id: 'object-made',
  class: 'in-place',
  summary: 'A new object.',
  remedy: 'nothing to do',
  check: (change) =>
    isMade(change) && change.after !== undefined && isBuiltIn(change.after)
      ? [{ path: '', message: `${change.object.kind} ${change.object.name} is made` }]
      : [],
};
