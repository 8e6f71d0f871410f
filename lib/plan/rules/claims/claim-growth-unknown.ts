import { classWords, sizeChange } from '../../kubernetes/claim';
import { at, type Rule } from '../../rule';

/** Whether the StorageClass lets claims grow is not written anywhere. */
export const claimGrowthUnknown: Rule = {
  id: 'claim-growth-unknown',
  class: 'unclassified',
  summary: 'A claim grows, and whether its StorageClass allows it is not known.',
  remedy: 'say it once in environments/defaults.yaml: storageClasses: {NAME: {expandable: true}}',
  check: (change, { context }) => {
    const found = sizeChange(change, context);
    return found?.outcome === 'unknown'
      ? [
          at(
            found.difference,
            `it grows in place, or the API server refuses it: ${classWords(found.storageClass)} decides`,
            {
              unknown: `allowVolumeExpansion of the StorageClass${found.bound ? '' : ', and whether the claim is bound'}`,
            },
          ),
        ]
      : [];
  },
};
