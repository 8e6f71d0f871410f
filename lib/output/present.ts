import type { Diagnostic } from '../diagnostic';
import { about } from './failure';
import { type RemovalWishes, type RemovedEnvironment, removalRefusals } from './removal';
import {
  type EntryKind,
  handMade,
  namesIn,
  type Place,
  reservedDirectory,
  type Survey,
  surveyEnvironment,
  surveyTop,
  symbolicLink,
} from './survey';

/** What a run is about. */
export interface Scope extends RemovalWishes {
  /** All environments that exist in environments/. */
  readonly environments: readonly string[];
  /** The ones this run is about; absent: all, and then directories of removed environments go. */
  readonly only?: readonly string[];
}

/** What stands in dist/ beside the rendered files, seen once at the beginning of a run. */
export interface Present {
  readonly has: (id: string) => boolean;
  /** An environment that is about to be compared. */
  readonly survey: (id: string) => Survey;
  /** An environment whose files `names` are known to be right: only other files are read. Returns ours among them, superfluous. */
  readonly extras: (id: string, names: readonly string[]) => Survey;
  /** What speaks against the run, and what it removes. Call it last. */
  readonly judge: (scope: Scope) => {
    readonly diagnostics: readonly Diagnostic[];
    readonly removed: readonly string[];
  };
}

const nothing: Survey = { files: new Map(), conflicts: [], retained: false };

/** `clockMs`: a time of the file system's clock before this call. */
export const openPresent = (place: Place, clockMs: number): Present => {
  const top = surveyTop(place);
  const conflicts: Diagnostic[] = [];
  const keep = (survey: Survey): Survey => {
    conflicts.push(...survey.conflicts);
    return survey;
  };

  const survey: Present['survey'] = (id) => {
    const kind = top.get(id);
    if (kind === undefined) return nothing;
    return kind === 'directory' ? keep(surveyEnvironment(place, id, clockMs)) : keep(refused(place, id, kind));
  };

  const extras: Present['extras'] = (id, names) => {
    const kind = top.get(id);
    if (kind !== 'directory') return survey(id);
    const present = namesIn(place, id);
    if (present.length === names.length && present.every((name, index) => name === names[index])) return nothing;
    return keep(surveyEnvironment(place, id, clockMs, new Set(names)));
  };

  const judge: Present['judge'] = ({ environments, only, ...wishes }) => {
    const existing = new Set(environments);
    const removed: RemovedEnvironment[] = [];
    for (const [id, kind] of top) {
      if (existing.has(id)) continue;
      const found = kind === 'directory' ? surveyEnvironment(place, id, clockMs) : refused(place, id, kind);
      if (only === undefined) keep(found);
      if (found.conflicts.length === 0) removed.push({ id, retained: found.retained && found.files.size > 0 });
    }
    const appeared = (only ?? environments).filter((id) => !top.has(id));
    const refusals = removalRefusals(place.label, removed, appeared, wishes, only === undefined);
    return {
      diagnostics: [...impossible(place, environments), ...conflicts, ...refusals],
      removed: only === undefined ? removed.map(({ id }) => id) : [],
    };
  };

  return { has: (id) => top.has(id), survey, extras, judge };
};

const refused = (place: Place, id: string, kind: EntryKind): Survey => {
  const file = `${place.label}/${id}`;
  return { ...nothing, conflicts: [kind === 'symbolic link' ? symbolicLink(file) : handMade(file)] };
};

const impossible = (place: Place, environments: readonly string[]): readonly Diagnostic[] => [
  ...(environments.length === 0
    ? [about('environments', 'environment-empty', `there is no environment; ${place.label}/ stays as it is`)]
    : []),
  ...(environments.includes(reservedDirectory)
    ? [
        about(
          `environments/${reservedDirectory}`,
          'environment-name',
          `${place.label}/${reservedDirectory} is kept for the objects of Argo CD`,
        ),
      ]
    : []),
];
