import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** No Pod restarts; connections break, or arrive at other Pods. */
export const serviceRetargeted: Rule = {
  id: 'service-retargeted',
  class: 'restart',
  summary: 'A Service leads to other Pods or ports: clients are cut off.',
  remedy: 'make a second Service with the new port or selector, move the clients, and remove the old one later',
  check: ({ kind, before, differences }) =>
    kind === 'core/Service' && before !== undefined
      ? differences
          .filter(({ steps }) => isBelow(steps, 'spec.selector') || isBelow(steps, 'spec.ports'))
          .map((difference) => at(difference, 'no Pod restarts; clients of the old port or Pods lose their connection'))
      : [],
};
