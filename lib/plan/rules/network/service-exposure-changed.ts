import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const paths = [
  'spec.type',
  'spec.loadBalancerSourceRanges',
  'spec.externalIPs',
  'spec.externalName',
  'spec.loadBalancerIP',
];

/** Who came from there comes no longer. `service-public` tells what opens. */
export const serviceExposureChanged: Rule = {
  id: 'service-exposure-changed',
  class: 'restart',
  summary: 'How a Service is reached changes: clients on the old way are cut off.',
  remedy: 'make a second Service for the new way, and remove the old one when nobody uses it',
  check: ({ kind, before, differences }) =>
    kind === 'core/Service' && before !== undefined
      ? differences
          .filter(({ steps }) => paths.some((path) => isBelow(steps, path)))
          .map((difference) => at(difference, 'no Pod restarts; clients that come by the old way lose it'))
      : [],
};
