import type { Diagnostic } from '../diagnostic';
import { about } from './failure';

export interface RemovedEnvironment {
  readonly id: string;
  /** Its data is marked `deletionPolicy: Retain`. */
  readonly retained: boolean;
}

export interface RemovalWishes {
  /** Directories of retained environments that are gone may be removed from dist/. */
  readonly prune: boolean;
  /** A retained environment may disappear in the run in which another one appears. */
  readonly allowRename: boolean;
}

/**
 * What speaks against removing directories from dist/. `removed`: in dist/ but no longer in environments/; `appeared`: the other way
 * round; `complete`: the run is about all environments, so that it would remove the first.
 */
export const removalRefusals = (
  label: string,
  removed: readonly RemovedEnvironment[],
  appeared: readonly string[],
  { prune, allowRename }: RemovalWishes,
  complete: boolean,
): readonly Diagnostic[] => {
  const retained = removed.filter((environment) => environment.retained);
  if (appeared.length > 0 && !allowRename) return retained.map(({ id }) => renameRefused(label, id, appeared));
  if (!complete || prune || (appeared.length > 0 && allowRename)) return [];
  return retained.map(({ id }) =>
    about(
      `${label}/${id}`,
      'removal-refused',
      `environments/${id}/ is gone, but its data is marked deletionPolicy: Retain. Bring the directory back, or run ` +
        '"pgfleet synth --prune" to remove its manifests from dist/; what Argo CD keeps in the cluster then has no owner in Git',
    ),
  );
};

const renameRefused = (label: string, id: string, appeared: readonly string[]): Diagnostic =>
  about(
    `${label}/${id}`,
    'rename-refused',
    `environments/${id}/ is gone and ${listed(appeared)} is new. A renamed environment starts empty: the data of "${id}" stays ` +
      `behind under the old name. To move it: 1. bring environments/${id}/ back and keep the new one beside it; 2. synth, commit ` +
      `and let both run; 3. copy the data from the old database to the new one and move the applications; 4. remove ` +
      `environments/${id}/ in a later commit with "pgfleet synth --prune". If they have nothing to do with each other, run ` +
      '"pgfleet synth --allow-rename"',
  );

const listed = (ids: readonly string[]): string =>
  ids.length > 3
    ? `environments/${ids[0]}/ (and ${ids.length - 1} more)`
    : ids.map((id) => `environments/${id}/`).join(', ');
