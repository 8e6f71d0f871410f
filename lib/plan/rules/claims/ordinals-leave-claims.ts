import { itemsAt } from '../../object';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** A claim of a template carries the number of its Pod. */
export const ordinalsLeaveClaims: Rule = {
  id: 'ordinals-leave-claims',
  class: 'data-loss',
  summary: 'The Pods of a StatefulSet get other numbers, and leave the claims of the old ones behind.',
  remedy: 'leave the first number as it is',
  check: ({ kind, before, differences }) =>
    kind === 'apps/StatefulSet' && itemsAt(before, 'spec', 'volumeClaimTemplates').length > 0
      ? differences
          .filter(({ steps }) => isBelow(steps, 'spec.ordinals'))
          .map((difference) => at(difference, 'Pods of other numbers start empty, on claims of their own'))
      : [],
};
