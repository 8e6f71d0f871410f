import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic';
import { about } from './failure';
import { fleetDirectory, headerPrefix } from './header';
import { readWithStats, type Stamp, sha1, stampOf } from './stamp';

/** Begin of the names of what the writer itself puts into dist/ while it runs. */
export const ownPrefix = '.pgfleet-';

/** The directory that holds the output, and how messages call it. */
export interface Place {
  readonly path: string;
  readonly label: string;
}

export type EntryKind = 'directory' | 'symbolic link' | 'file';

/** What stands in dist/ itself, without what the writer owns; empty where dist/ does not exist. */
export const surveyTop = ({ path }: Place): ReadonlyMap<string, EntryKind> =>
  new Map(
    entriesOf(path)
      .filter(({ name }) => !name.startsWith(ownPrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => [entry.name, kindOf(entry)]),
  );

export interface Survey {
  /** Files of ours, by name. */
  readonly files: ReadonlyMap<string, Stamp>;
  /** What is not ours. */
  readonly conflicts: readonly Diagnostic[];
  /** Whether dist/ keeps the data of the environment when its directory goes; true where that cannot be read. */
  readonly retained: boolean;
}

const nothing: Survey = { files: new Map(), conflicts: [], retained: false };

/** Whatever stands in dist/ under the name of an environment. `kind`: what `surveyTop` said of it. */
export const surveyEntry = (place: Place, id: string, kind: EntryKind | undefined, clockMs: number): Survey => {
  if (kind === undefined) return nothing;
  if (kind === 'directory') return surveyEnvironment(place, id, clockMs);
  const file = `${place.label}/${id}`;
  return { ...nothing, conflicts: [kind === 'symbolic link' ? symbolicLink(file) : handMade(file)] };
};

/** Reads every file of one directory of dist/. `skip`: names that are known to be ours and are not read. */
export const surveyEnvironment = (
  place: Place,
  id: string,
  clockMs: number,
  skip: ReadonlySet<string> = new Set(),
): Survey => {
  const files = new Map<string, Stamp>();
  const conflicts: Diagnostic[] = [];
  const prefix = Buffer.from(headerPrefix(id));
  let retained = id !== fleetDirectory;
  for (const entry of entriesOf(join(place.path, id))) {
    if (skip.has(entry.name)) continue;
    const file = `${place.label}/${id}/${entry.name}`;
    const kind = kindOf(entry);
    if (kind === 'symbolic link') conflicts.push(symbolicLink(file));
    else if (kind === 'directory' || !entry.name.endsWith('.yaml')) conflicts.push(handMade(file));
    else {
      const { stats, bytes } = readWithStats(join(place.path, id, entry.name));
      if (bytes.subarray(0, prefix.length).equals(prefix)) {
        files.set(entry.name, stampOf(entry.name, stats, sha1(bytes), clockMs));
        if (entry.name === 'ConfigMap.pgfleet-environment.yaml') retained = !deletes.test(bytes.toString());
      } else conflicts.push(handMade(file));
    }
  }
  return { files, conflicts, retained };
};

/** As our own emitter prints `data: {deletionPolicy: Delete}`. Anything else means that the data is kept. */
const deletes = /^ {2}deletionPolicy: Delete\r?$/m;

/** Names of everything in one directory of dist/, sorted. */
export const namesIn = (place: Place, id: string): readonly string[] =>
  readdirSync(join(place.path, id)).sort((a, b) => (a < b ? -1 : 1));

const handMade = (file: string): Diagnostic =>
  about(file, 'output-conflict', 'pgfleet did not generate this for this directory; move it elsewhere or delete it');

export const symbolicLink = (file: string): Diagnostic =>
  about(
    file,
    'symbolic-link',
    'pgfleet does not write through symbolic links; replace it by what it points to, or delete it',
  );

interface Entry {
  readonly name: string;
  readonly isSymbolicLink: () => boolean;
  readonly isDirectory: () => boolean;
}

const entriesOf = (path: string): readonly Entry[] => {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const kindOf = (entry: Entry): EntryKind => {
  if (entry.isSymbolicLink()) return 'symbolic link';
  return entry.isDirectory() ? 'directory' : 'file';
};
