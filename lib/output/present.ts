import type { Diagnostic } from '../diagnostic';
import { about } from './failure';
import { fleetDirectory } from './header';
import { type RemovalWishes, type RemovedEnvironment, removalRefusals } from './removal';
import { type EntryKind, namesIn, type Place, type Survey, surveyEntry, surveyEnvironment, surveyTop } from './survey';

/** What a run is about. */
export interface Scope extends RemovalWishes {
  /** All environments that exist in environments/. */
  readonly environments: readonly string[];
  /** The objects of the fleet itself are rendered as well. */
  readonly fleet?: boolean;
  /** The ones this run is about; absent: all, and then directories of removed environments go. */
  readonly only?: readonly string[];
}

/** What stands in dist/ beside the rendered files, seen once at the beginning of a run. */
export interface Present {
  readonly kindOf: (id: string) => EntryKind | undefined;
  /** What is not ours, found while an environment was prepared. */
  readonly add: (conflicts: readonly Diagnostic[]) => void;
  /** Names of superfluous files of ours in an environment whose files `names` are known to be right: only other files are read. */
  readonly extras: (id: string, names: readonly string[]) => readonly string[];
  /** What speaks against the run, and what it removes. Call it last. */
  readonly judge: (scope: Scope) => {
    readonly diagnostics: readonly Diagnostic[];
    readonly removed: readonly string[];
  };
}

/** `clockMs`: a time of the file system's clock before this call. */
export const openPresent = (place: Place, clockMs: number): Present => {
  const top = surveyTop(place);
  const conflicts: Diagnostic[] = [];
  const add: Present['add'] = (found) => void conflicts.push(...found);

  const extras: Present['extras'] = (id, names) => {
    const kind = top.get(id);
    let survey: Survey;
    if (kind === 'directory') {
      const present = namesIn(place, id);
      if (present.length === names.length && present.every((name, index) => name === names[index])) return [];
      survey = surveyEnvironment(place, id, clockMs, new Set(names));
    } else survey = surveyEntry(place, id, kind, clockMs);
    add(survey.conflicts);
    return [...survey.files.keys()];
  };

  const judge: Present['judge'] = ({ environments, fleet = false, only, ...wishes }) => {
    const existing = new Set([...environments, ...(fleet ? [fleetDirectory] : [])]);
    const removed: RemovedEnvironment[] = [];
    for (const [id, kind] of top) {
      if (existing.has(id)) continue;
      const found = surveyEntry(place, id, kind, clockMs);
      // Where nothing is generated for Argo CD, that directory may be somebody's own.
      if (only === undefined && id !== fleetDirectory) add(found.conflicts);
      if (found.conflicts.length === 0) removed.push({ id, retained: found.retained && found.files.size > 0 });
    }
    const appeared = (only ?? environments).filter((id) => !top.has(id));
    const refusals = removalRefusals(place.label, removed, appeared, wishes, only === undefined);
    return {
      diagnostics: [...impossible(place, environments), ...conflicts, ...refusals],
      removed: only === undefined ? removed.map(({ id }) => id) : [],
    };
  };

  return { kindOf: (id) => top.get(id), add, extras, judge };
};

const impossible = (place: Place, environments: readonly string[]): readonly Diagnostic[] => [
  ...(environments.length === 0
    ? [about('environments', 'environment-empty', `there is no environment; ${place.label}/ stays as it is`)]
    : []),
  ...(environments.includes(fleetDirectory)
    ? [
        about(
          `environments/${fleetDirectory}`,
          'environment-name',
          `${place.label}/${fleetDirectory} is kept for the objects of Argo CD`,
        ),
      ]
    : []),
];
