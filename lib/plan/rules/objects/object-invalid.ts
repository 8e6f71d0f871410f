import type { Manifest } from '../../../manifest';
import { validObjects } from '../../kubernetes/invalid-objects';
import { validPods } from '../../kubernetes/invalid-pods';
import { kindOf } from '../../object';
import type { Rule } from '../../rule';

/** Not the change is refused but the object as it will be; one that was so before is nothing new. */
export const objectInvalid: Rule = {
  id: 'object-invalid',
  class: 'refused',
  summary: 'An object as no API server takes it: a value that contradicts another, or is none.',
  remedy: 'correct the value',
  check: ({ before, after }) => {
    const old = new Set(faultsOf(before).map(({ path, why }) => `${path} ${why}`));
    return faultsOf(after)
      .filter(({ path, why }) => !old.has(`${path} ${why}`))
      .map(({ path, why }) => ({ path, message: `the API server refuses it: ${why}` }));
  },
};

const faultsOf = (manifest: Manifest | undefined) =>
  manifest === undefined
    ? []
    : [...validObjects, ...validPods]
        .filter(({ kinds }) => kinds.includes(kindOf(manifest)))
        .flatMap(({ faults }) => faults(manifest));
