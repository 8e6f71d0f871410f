import { key } from '../manifest';
import type { Check } from './check';

/** Two objects of one identity would overwrite each other, in dist/ and in the cluster. */
export const uniqueObjects: Check = {
  code: 'manifest',
  check: (manifests) => {
    const seen = new Set<string>();
    return manifests
      .map(key)
      .filter((object) => seen.has(object) || !seen.add(object))
      .map((object) => ({
        object,
        message: 'it exists twice: an object in manifests/ has the name of one that pgfleet makes',
      }));
  },
};
