import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** A Pod of its own: its container alone is restarted. */
export const podImageChanged: Rule = {
  id: 'pod-image-changed',
  class: 'restart',
  summary: 'The image of a Pod without a controller changes: its container restarts in place.',
  remedy: 'merge it when a restart is welcome',
  check: ({ kind, before, differences }) =>
    kind === 'core/Pod' && before !== undefined
      ? differences
          .filter(({ steps }) => isAt(steps, 'spec.containers.*.image') || isAt(steps, 'spec.initContainers.*.image'))
          .map((difference) =>
            at(difference, 'the container is stopped and started from the new image', {
              unknown: 'whether the node can pull the image',
            }),
          )
      : [],
};
