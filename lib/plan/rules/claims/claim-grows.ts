import { classWords, sizeChange } from '../../kubernetes/claim';
import { at, type Rule } from '../../rule';

/** The StorageClass is known to let claims grow. */
export const claimGrows: Rule = {
  id: 'claim-grows',
  class: 'in-place',
  summary: 'A claim grows, and its StorageClass allows it.',
  remedy: 'nothing to do',
  check: (change, { context }) => {
    const found = sizeChange(change, context);
    if (found?.outcome === 'there') return [at(found.difference, 'the live claim has this size already')];
    return found?.outcome === 'grows'
      ? [
          at(
            found.difference,
            `the volume grows while it is in use: ${classWords(found.storageClass)} allows it`,
            found.bound ? {} : { unknown: 'whether the claim is bound: one that is not yet may not change' },
          ),
        ]
      : [];
  },
};
