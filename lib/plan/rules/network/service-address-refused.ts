import { valueAt } from '../../object';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** The address is given once. Source: kubernetes pkg/apis/core/validation, ValidateServiceUpdate. */
export const serviceAddressRefused: Rule = {
  id: 'service-address-refused',
  class: 'refused',
  summary: 'A Service is to get another address, or to begin or cease to have one.',
  remedy: 'make a second Service under another name; or delete this one by hand, and sync',
  check: ({ kind, before, after, differences }) =>
    kind === 'core/Service' && before !== undefined && valueAt(after, 'spec', 'type') !== 'ExternalName'
      ? differences
          .filter(({ steps, after: to }) => isAddress(steps) && to !== undefined)
          .map((difference) =>
            at(difference, 'the API server refuses it: a Service keeps its address, and whether it has one'),
          )
      : [],
};

const isAddress = (steps: readonly string[]): boolean =>
  isBelow(steps, 'spec.clusterIP') || isBelow(steps, 'spec.clusterIPs') || isBelow(steps, 'spec.ipFamilies');
