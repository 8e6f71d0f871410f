import { key } from '../manifest';
import type { Check, Finding } from './check';

/**
 * Longest names, in characters; other kinds: 253. Source: kubernetes pkg/apis/{batch,core}/validation; a StatefulSet's Pods carry
 * `<name>-<10 characters of hash>` in a label, which holds 63.
 */
const longestName: Readonly<Record<string, number>> = {
  CronJob: 52,
  Job: 63,
  Namespace: 63,
  Pod: 63,
  Service: 63,
  StatefulSet: 52,
};

/** Names of objects within the limits of their kinds. */
export const nameLengths: Check = {
  code: 'name-too-long',
  check: (manifests) =>
    manifests.flatMap((manifest): Finding[] => {
      const limit = longestName[manifest.kind] ?? 253;
      const { length } = manifest.metadata.name;
      if (length <= limit) return [];
      return [{ object: key(manifest), message: `its name has ${length} characters, and Kubernetes allows ${limit}` }];
    }),
};
