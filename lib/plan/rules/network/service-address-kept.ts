import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** An address that is not written is filled in from the live object. Source: kubernetes pkg/registry/core/service, patchAllocatedValues. */
export const serviceAddressKept: Rule = {
  id: 'service-address-kept',
  class: 'not-picked-up',
  summary: 'The address of a Service is no longer written: the live one stays, and a headless Service stays headless.',
  remedy: 'make a second Service under another name where it is to change',
  check: ({ kind, before, differences }) =>
    kind === 'core/Service' && before !== undefined
      ? differences
          .filter(
            ({ steps, after }) =>
              after === undefined &&
              ['spec.clusterIP', 'spec.clusterIPs', 'spec.ipFamilies'].some((path) => isBelow(steps, path)),
          )
          .map((difference) => at(difference, 'the API server keeps what the Service has'))
      : [],
};
