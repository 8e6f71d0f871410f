import { readYaml, type YamlDocument } from '../../config/documents';
import type { Path } from '../../config/path';
import { causeOf } from '../../plan/causes';
import type { PlannedChange } from '../../plan/change';

/** A file of values on both sides; undefined: it does not exist there. */
export interface ValuesChange {
  /** Relative to the root of the project. */
  readonly file: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

interface ChangedKey {
  readonly key: string;
  readonly place: string;
}

/** Points every change at the line that brought it, where that is known. */
export const withCauses = (
  changes: readonly PlannedChange[],
  values: readonly ValuesChange[],
): readonly PlannedChange[] => {
  const keys = values.flatMap(changedKeys);
  if (keys.length === 0) return changes;
  const names = [...new Set(keys.map(({ key }) => key))];
  return changes.map((change) => {
    const name = causeOf(change, names);
    // The same key in values.yaml and in defaults.yaml: the nearer file is named first, and decides.
    const cause = name === undefined ? undefined : keys.find(({ key }) => key === name);
    return cause === undefined ? change : { ...change, cause: `${cause.place} ${cause.key}` };
  });
};

/** Keys whose values are not the same, with their place: in the new file, or, where they are gone, nearest to where they were. */
const changedKeys = ({ file, before, after }: ValuesChange): readonly ChangedKey[] => {
  const [from, to] = [before, after].map((bytes) =>
    bytes === undefined ? undefined : readYaml(file, bytes).documents[0],
  );
  return differentPaths(from?.data, to?.data, []).map((path) => ({
    key: path.join('.'),
    place: placeOf(file, to, path),
  }));
};

const differentPaths = (before: unknown, after: unknown, path: Path): readonly Path[] => {
  const [from, to] = [before ?? {}, after ?? {}];
  if (isMap(from) && isMap(to) && (isMap(before) || isMap(after)))
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      differentPaths(from[key], to[key], [...path, key]),
    );
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const placeOf = (file: string, document: YamlDocument | undefined, path: Path): string => {
  for (let length = path.length; length > 0; length -= 1) {
    const place = document?.locate(path.slice(0, length), 'key');
    if (place !== undefined) return `${file}:${place.line}:${place.column}`;
  }
  return `${file}:1:1`;
};
