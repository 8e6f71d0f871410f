import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { Manifest } from '../manifest';
import type { PlaceOf } from './change';

const group = /^actions\.delphix\.com\//;
const labels = { vdb: 'pgfleet.dev/vdb', id: 'pgfleet.dev/action' } as const;

/**
 * An action is done once, when its object appears. What another kind or spec under the same id would do is the operator's secret: nothing,
 * or all of it once more.
 */
export const actionConflicts = (
  previous: readonly Manifest[],
  next: readonly Manifest[],
  placeOf: PlaceOf,
): Diagnostic[] => {
  const before = new Map(actionsOf(previous).map((action) => [action.metadata.name, action]));
  return sortDiagnostics(
    actionsOf(next).flatMap((after): Diagnostic[] => {
      const old = before.get(after.metadata.name);
      if (old === undefined || done(old) === done(after)) return [];
      const { [labels.vdb]: vdb = '', [labels.id]: id = '' } = after.metadata.labels ?? {};
      return [
        {
          code: 'action-changed',
          ...deepest([placeOf(['vdb', 'actions', id]), placeOf(['vdbs', vdb, 'actions', id])]),
          message: `the action "${id}" of ${vdb} is in dist/ already, as another one (${old.kind}): an id is used once, so give this one a new id`,
        },
      ];
    }),
  );
};

const actionsOf = (manifests: readonly Manifest[]): readonly Manifest[] =>
  manifests.filter(({ apiVersion, metadata }) => group.test(apiVersion) && metadata.labels?.[labels.id] !== undefined);

const done = ({ kind, spec }: Manifest): string => JSON.stringify([kind, ordered(spec)]);

/** The order of keys means nothing. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)]);
};

/** Only one of both blocks is in the file; the place of the other one is the beginning. */
const deepest = (places: readonly ReturnType<PlaceOf>[]): ReturnType<PlaceOf> =>
  places.reduce((one, other) =>
    other.line > one.line || (other.line === one.line && other.column > one.column) ? other : one,
  );
