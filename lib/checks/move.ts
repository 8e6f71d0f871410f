import type { Diagnostic } from '../diagnostic';
import type { Manifest } from '../manifest';
import type { PlaceOf } from './change';
import { fieldsAt } from './pods';

/** Where an environment is, as its record says it. */
const record = 'pgfleet-environment';
const places = ['cluster', 'namespace'] as const;

/**
 * An environment whose record in dist/ names another cluster or namespace than its values do now starts empty there, like a renamed one,
 * and Argo CD leaves its data where it was.
 */
export const moveConflicts = (
  previous: readonly Manifest[],
  next: readonly Manifest[],
  placeOf: PlaceOf,
): Diagnostic[] => {
  const [before, after] = [previous, next].map((manifests) => {
    const found = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === record);
    return found === undefined ? undefined : fieldsAt(found, 'data');
  });
  if (before === undefined || after === undefined || before.deletionPolicy === 'Delete') return [];
  return places
    .filter((place) => typeof before[place] === 'string' && before[place] !== after[place])
    .map((place) => ({
      code: 'rename-refused',
      ...placeOf([place]),
      message:
        `${place} changes from "${before[place]}" to "${after[place]}". The environment starts empty there: its data stays behind in ` +
        `namespace "${before.namespace}" of cluster "${before.cluster}", with no owner in Git. To move it: 1. leave this environment as it ` +
        `is, and make a second one under another name, with the new ${place}; 2. synth, commit and let both run; 3. copy the data from the ` +
        'old database to the new one and move the applications; 4. remove the old environment in a later commit with "pgfleet synth ' +
        '--prune". If its data may stay behind, run "pgfleet synth --allow-rename"',
    }));
};
