import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** More Pods: those that run stay. */
export const scaledUp: Rule = {
  id: 'scaled-up',
  class: 'in-place',
  summary: 'A workload gets more Pods.',
  remedy: 'nothing to do',
  check: ({ differences }) =>
    differences
      .filter(({ steps, before, after }) => isAt(steps, 'spec.replicas') && count(after) >= count(before))
      .map((difference) => at(difference, 'new Pods start beside those that run')),
};

/** A field that is absent is one Pod. */
const count = (value: unknown): number => (typeof value === 'number' ? value : 1);
