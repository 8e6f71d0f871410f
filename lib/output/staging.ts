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
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Changes } from './reconcile';
import { type Stamp, sha1, stampOf } from './stamp';
import { ownPrefix } from './survey';

/**
 * Rendered files wait here, on the same file system, until the whole run is rendered: only then do they enter dist/, by rename.
 * No fsync, since a killed process loses nothing and 20,000 of them would cost more than the run; after a power failure
 * `synth --check` tells what is missing and the next synth writes it.
 */
export interface Staging {
  /** Writes the files of one environment below the staging directory. `whole`: dist/ has no such directory yet. */
  readonly add: (id: string, whole: boolean, changes: Changes, files: ReadonlyMap<string, string>) => void;
  /** Files of an environment that go, while the others stay untouched. */
  readonly addRemovals: (id: string, names: readonly string[]) => void;
  /** Throws where a directory that has to change cannot be changed. To be called before the first rename. */
  readonly verifyAccess: (removedEnvironments: readonly string[]) => void;
  readonly moveIntoPlace: (removedEnvironments: readonly string[]) => void;
  /** Stamps of the staged environments as they now stand in dist/. After `moveIntoPlace`. */
  readonly stamps: () => ReadonlyMap<string, readonly Stamp[]>;
  readonly discard: () => void;
}

interface Staged {
  readonly id: string;
  readonly whole: boolean;
  readonly written: readonly { readonly name: string; readonly size: number; readonly sha1: string }[];
  readonly remove: readonly string[];
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

  const add: Staging['add'] = (id, whole, changes, files) => {
    if (changes.write.length > 0 || whole) mkdirSync(join(directory, id));
    const written = changes.write.map((name) => {
      const text = files.get(name) ?? '';
      writeFileSync(join(directory, id, name), text, { flag: 'wx' });
      return { name, size: Buffer.byteLength(text), sha1: sha1(text) };
    });
    environments.push({ id, whole, written, remove: changes.remove, unchanged: changes.unchanged });
  };

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

  /** A file that somebody else changed since the rename is later than it: its environment gets no stamp, and is read next time. */
  const stamps: Staging['stamps'] = () => {
    const clockMs = clock(directory);
    const result = new Map<string, readonly Stamp[]>();
    for (const { id, written, unchanged } of environments) {
      if (unchanged === undefined) continue;
      const fresh = written.map((file) => {
        const stats = lstatSync(join(dist, id, file.name), { throwIfNoEntry: false });
        if (!stats?.isFile() || stats.size !== file.size || stats.mtimeMs > movedAtMs) return undefined;
        return stampOf(file.name, stats, file.sha1, clockMs);
      });
      const known = fresh.filter((stamp) => stamp !== undefined);
      if (known.length === written.length) result.set(id, [...unchanged, ...known]);
    }
    return result;
  };

  return {
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
