import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** Pods are known by their number: those of other numbers are made, and the old ones deleted. Seen on a real API server. */
export const ordinalsMoved: Rule = {
  id: 'ordinals-moved',
  class: 'restart',
  summary: 'The Pods of a StatefulSet get other numbers: those of the old ones stop.',
  remedy: 'leave the first number as it is, and scale instead',
  check: ({ kind, before, differences }) =>
    kind === 'apps/StatefulSet' && before !== undefined
      ? differences
          .filter(({ steps }) => isBelow(steps, 'spec.ordinals'))
          .map((difference) => at(difference, 'Pods of the old numbers stop, and those of the new ones start'))
      : [],
};
