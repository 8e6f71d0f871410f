import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Prepared, WrittenFile } from './prepare';
import { type Stamp, stampOf, trusted } from './stamp';
import { ownPrefix } from './survey';

/**
 * Rendered files wait here, on the same file system, until the whole run is rendered: only then do they enter dist/, by rename.
 * No fsync, since a killed process loses nothing and 20,000 of them would cost more than the run; after a power failure
 * `synth --check` tells what is missing and the next synth writes it.
 */
export interface Staging {
  /** Where `prepare` writes. */
  readonly directory: string;
  readonly add: (prepared: Prepared) => void;
  /** Files of an environment that go, while the others stay untouched. */
  readonly addRemovals: (id: string, names: readonly string[]) => void;
  /** Throws where a directory that has to change cannot be changed. To be called before the first rename. */
  readonly verifyAccess: (removedEnvironments: readonly string[]) => void;
  readonly moveIntoPlace: (removedEnvironments: readonly string[]) => void;
  /** Stamps of the staged environments as they now stand in dist/. After `moveIntoPlace`. */
  readonly stamps: () => ReadonlyMap<string, readonly Stamp[]>;
  readonly discard: () => void;
}

interface Staged extends Pick<Prepared, 'id' | 'whole' | 'written' | 'remove'> {
  /** undefined: the caller knows about the other files. */
  readonly unchanged: readonly Stamp[] | undefined;
}

/** Needs the lock: whatever an interrupted run left behind is deleted. */
export const openStaging = (dist: string): Staging => {
  const directory = join(dist, `${ownPrefix}staging`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  const environments: Staged[] = [];
  let movedAtMs = 0;

  const add: Staging['add'] = (prepared) => void environments.push(prepared);

  const addRemovals: Staging['addRemovals'] = (id, names) =>
    void environments.push({ id, whole: false, written: [], remove: names, unchanged: undefined });

  const verifyAccess: Staging['verifyAccess'] = (removedEnvironments) => {
    accessSync(dist, constants.W_OK);
    const changed = environments.filter(({ whole, written, remove }) => !whole && written.length + remove.length > 0);
    for (const { id } of changed) accessSync(join(dist, id), constants.W_OK | constants.X_OK);
    for (const id of removedEnvironments) accessSync(join(dist, id), constants.W_OK | constants.X_OK);
  };

  const moveIntoPlace: Staging['moveIntoPlace'] = (removedEnvironments) => {
    movedAtMs = clock(directory);
    for (const { id, whole, written, remove } of environments) {
      if (whole) renameSync(join(directory, id), join(dist, id));
      else for (const { name } of written) renameSync(join(directory, id, name), join(dist, id, name));
      for (const name of remove) rmSync(join(dist, id, name));
    }
    if (removedEnvironments.length > 0) mkdirSync(join(directory, '.removed'));
    for (const id of removedEnvironments) renameSync(join(dist, id), join(directory, '.removed', id));
  };

  const stamps: Staging['stamps'] = () => {
    const clockMs = clock(directory);
    const result = new Map<string, readonly Stamp[]>();
    for (const { id, whole, written, unchanged } of environments) {
      if (unchanged === undefined) continue;
      // A directory that moved as a whole leaves the files in it as they were written, and nobody else could reach them before.
      const fresh = written.map((file) =>
        whole && trusted(file, movedAtMs) ? file : look(join(dist, id, file.name), file, clockMs),
      );
      const known = fresh.filter((stamp) => stamp !== undefined);
      if (known.length === written.length) result.set(id, [...unchanged, ...known]);
    }
    return result;
  };

  /** A file that somebody else changed since the rename is later than it: its environment gets no stamp, and is read next time. */
  const look = (path: string, file: WrittenFile, clockMs: number): Stamp | undefined => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size !== file.size || stats.mtimeMs > movedAtMs) return undefined;
    return stampOf(file.name, stats, file.sha1, clockMs);
  };

  return {
    directory,
    add,
    addRemovals,
    verifyAccess,
    moveIntoPlace,
    stamps,
    discard: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** The clock of the file system, which may differ from the machine's: that of a file made now. */
const clock = (directory: string): number => {
  const path = join(directory, '.clock');
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  try {
    return fstatSync(file).mtimeMs;
  } finally {
    closeSync(file);
  }
};
