import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic';
import { outputFailure } from './failure';
import { type Stamp, sha1 } from './stamp';
import { type EntryKind, type Place, surveyEntry } from './survey';

/** What a thread must know to prepare environments for a run; plain data, so that it can be sent to another one. */
export interface Target {
  readonly place: Place;
  /** Directory that takes the files to write; absent: nothing is written, they are only compared. */
  readonly staging: string | undefined;
  /** A time of the file system's clock before the run, in milliseconds. */
  readonly clockMs: number;
}

export interface WrittenFile extends Stamp {
  /** Stands in dist/ with other content. */
  readonly replaces: boolean;
}

/** What has to happen to one directory of dist/ so that it holds exactly the rendered files; plain data. */
export interface Prepared {
  readonly id: string;
  /** dist/ has no such directory yet: the staged one enters it as a whole. */
  readonly whole: boolean;
  /** New or different files, and where there is a staging directory, their stat there. */
  readonly written: readonly WrittenFile[];
  /** Names of files of ours that the environment no longer has. */
  readonly remove: readonly string[];
  /** Files that are right already. */
  readonly unchanged: readonly Stamp[];
  /** What is not ours. */
  readonly conflicts: readonly Diagnostic[];
}

/**
 * Compares the rendered files of an environment with its directory in dist/, and writes what differs below the staging directory.
 * Each text is encoded once. `present`: what stands in dist/ under that name; `files`: text by path below dist/.
 */
export const prepare = (
  target: Target,
  id: string,
  present: EntryKind | undefined,
  files: ReadonlyMap<string, string>,
): Prepared | { readonly diagnostics: readonly Diagnostic[] } => {
  try {
    return compare(target, id, present, files);
  } catch (error) {
    const { label } = target.place;
    return { diagnostics: [outputFailure(label, error, `nothing in ${label}/ has changed`)] };
  }
};

const compare = (
  { place, staging, clockMs }: Target,
  id: string,
  present: EntryKind | undefined,
  files: ReadonlyMap<string, string>,
): Prepared => {
  const rendered = [...files].map(([path, text]) => [nameOf(id, path), text] as const);
  const survey = surveyEntry(place, id, present, clockMs);
  const written: WrittenFile[] = [];
  const unchanged: Stamp[] = [];
  const names = new Set<string>();
  const directory = staging === undefined ? undefined : join(staging, id);
  const whole = present === undefined;
  let made = false;
  const makeDirectory = (): void => {
    if (directory !== undefined && !made) mkdirSync(directory);
    made = true;
  };
  if (whole) makeDirectory();
  for (const [name, text] of rendered) {
    names.add(name);
    const bytes = encode(text);
    const hash = sha1(bytes);
    const stamp = survey.files.get(name);
    if (stamp?.sha1 === hash) {
      unchanged.push(stamp);
      continue;
    }
    makeDirectory();
    const stats = directory === undefined ? noStats : write(`${directory}/${name}`, bytes);
    const { mtimeMs, ctimeMs, ino } = stats;
    written.push({ name, size: bytes.length, mtimeMs, ctimeMs, ino, sha1: hash, replaces: stamp !== undefined });
  }
  const remove = [...survey.files.keys()].filter((name) => !names.has(name));
  return { id, whole, written, remove, unchanged, conflicts: survey.conflicts };
};

/** Name of a rendered file in the directory of its environment. Throws on a path outside of it. */
const nameOf = (id: string, path: string): string => {
  const name = path.slice(id.length + 1);
  if (path !== `${id}/${name}` || !/^[^/\\]+\.yaml$/.test(name)) throw new Error(`${path} is not a file of ${id}`);
  return name;
};

const noStats = { mtimeMs: 0, ctimeMs: 0, ino: 0 };

/** A new file with this content. By descriptor: writeFileSync and a later lstat cost twice as much. */
const write = (path: string, bytes: Uint8Array): Pick<Stamp, 'mtimeMs' | 'ctimeMs' | 'ino'> => {
  const file = openSync(path, 'wx');
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    return fstatSync(file);
  } finally {
    closeSync(file);
  }
};

const scratch = Buffer.allocUnsafeSlow(4 * 1024 * 1024);

/** UTF-8 of a text, valid until the next call: one buffer for all, since making one per file took 5 % of a full run. A ConfigMap has 1 MiB at most. */
const encode = (text: string): Uint8Array =>
  // A UTF-16 unit takes at most three bytes.
  text.length * 3 > scratch.length ? Buffer.from(text) : scratch.subarray(0, scratch.write(text));
