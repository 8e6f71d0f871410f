import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** Fewer Pods: some stop, with their connections. */
export const scaledDown: Rule = {
  id: 'scaled-down',
  class: 'restart',
  summary: 'A workload gets fewer Pods, or none.',
  remedy: 'move its clients first',
  check: ({ differences }) =>
    differences
      .filter(({ steps, before, after }) => isAt(steps, 'spec.replicas') && count(after) < count(before))
      .map((difference) =>
        at(
          difference,
          count(difference.after) === 0
            ? 'all its Pods stop: nothing is served until it is scaled up again'
            : `${count(difference.before) - count(difference.after)} of its Pods stop`,
        ),
      ),
};

/** A field that is absent is one Pod. */
const count = (value: unknown): number => (typeof value === 'number' ? value : 1);
