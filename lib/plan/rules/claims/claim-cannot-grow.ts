import { classWords, sizeChange } from '../../kubernetes/claim';
import { at, type Rule } from '../../rule';

/** The StorageClass is known to let no claim grow. */
export const claimCannotGrow: Rule = {
  id: 'claim-cannot-grow',
  class: 'refused',
  summary: 'A claim grows, and its StorageClass does not allow it.',
  remedy:
    'make a larger claim of another name (for a database: raise database.generation) and restore into it, or let the class grow volumes where its driver can',
  check: (change, { context }) => {
    const found = sizeChange(change, context);
    if (found?.outcome === 'unbound')
      return [
        at(
          found.difference,
          'the API server refuses it: the live claim is not bound, and may not change before it is',
          {
            remedy:
              'wait until a Pod has mounted it; or delete the claim, which holds nothing yet, and let it be made anew',
          },
        ),
      ];
    return found?.outcome === 'cannot-grow'
      ? [at(found.difference, `the API server refuses it: ${classWords(found.storageClass)} lets no claim grow`)]
      : [];
  },
};
