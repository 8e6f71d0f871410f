import { lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import { about, outputFailure } from './failure';
import { type Lock, takeLock } from './lock';
import { type Prepared, prepare, type Target } from './prepare';
import { openPresent, type Present, type Scope } from './present';
import { openStaging, type Staging } from './staging';
import type { Stamp } from './stamp';
import { type EntryKind, type Place, symbolicLink } from './survey';

/**
 * The only writer of dist/. A run opens it, says for every environment `keep` (the cache knows that it is right) or `adopt` (what
 * `prepare` made of its files, in any thread), and ends with `commit`; until then dist/ is as it was. Whatever happens, `close` it.
 * One run at a time: others wait.
 */
export interface Output {
  /** Clock of the file system when the run began, in milliseconds: for the cache. */
  readonly clockMs: number;
  /** Of this environment `names` (sorted) stand in dist/ as they should. */
  readonly keep: (id: string, names: readonly string[]) => void;
  /** For `prepare`. */
  readonly target: Target;
  readonly presentKind: (id: string) => EntryKind | undefined;
  readonly adopt: (prepared: Prepared) => void;
  /** `prepare` and `adopt` in one: rendered files of an environment, by path below dist/. */
  readonly stage: (id: string, files: ReadonlyMap<string, string>) => void;
  readonly commit: (scope: Scope) => WriteReport | Refusal;
  /** Ends the run; without `commit` nothing has changed. */
  readonly close: () => void;
}

/** Nothing was changed, unless a message says so. */
export interface Refusal {
  readonly diagnostics: readonly Diagnostic[];
}

/** Paths are below dist/, with forward slashes, in the order of the run. */
export interface WriteReport {
  readonly written: readonly string[];
  /** Those of `written` that were not there before. */
  readonly added: readonly string[];
  readonly removedFiles: readonly string[];
  readonly removedEnvironments: readonly string[];
  /** For the cache: files of the staged environments as they stand now. */
  readonly stamps: ReadonlyMap<string, readonly Stamp[]>;
}

export interface OutputOptions {
  /** What messages call the directory. */
  readonly label?: string;
  /** Longest wait for another run, in milliseconds; absent: half a minute. 10,000 environments take ten seconds. */
  readonly waitMs?: number;
}

/** Waits for another run, cleans up after an interrupted one and makes the directory where there is none. */
export const openOutput = (dist: string, options: OutputOptions = {}): Output | Refusal => {
  const place: Place = { path: dist, label: options.label ?? basename(dist) };
  const state = `nothing in ${place.label}/ has changed`;
  let made = false;
  let lock: Lock | undefined;
  try {
    if (lstatSync(dist, { throwIfNoEntry: false })?.isSymbolicLink())
      return { diagnostics: [symbolicLink(place.label)] };
    made = mkdirSync(dist, { recursive: true }) !== undefined;
    const taken = takeLock(dist, options.waitMs ?? 30_000);
    if ('heldBy' in taken) return { diagnostics: [busy(place, taken.heldBy)] };
    lock = taken;
    return run(place, lock, openStaging(dist), openPresent(place, lock.clockMs), made);
  } catch (error) {
    release(place, lock, made);
    return { diagnostics: [outputFailure(place.label, error, state)] };
  }
};

const run = (place: Place, lock: Lock, staging: Staging, present: Present, made: boolean): Output => {
  const written: string[] = [];
  const added: string[] = [];
  const removedFiles: string[] = [];
  const failures: Diagnostic[] = [];
  const attempt = (state: string, action: () => void): void => {
    if (failures.length > 0) return;
    try {
      action();
    } catch (error) {
      failures.push(outputFailure(place.label, error, state));
    }
  };
  const untouched = `nothing in ${place.label}/ has changed`;
  const partly = `a part of ${place.label}/ is new already, every file whole; the next synth completes it`;

  const keep: Output['keep'] = (id, names) =>
    attempt(untouched, () => {
      const remove = present.extras(id, names);
      if (remove.length === 0) return;
      removedFiles.push(...remove.map((name) => `${id}/${name}`));
      staging.addRemovals(id, remove);
    });

  const target: Target = { place, staging: staging.directory, clockMs: lock.clockMs };

  const adopt: Output['adopt'] = (prepared) => {
    const { id, remove, conflicts } = prepared;
    for (const { name, replaces } of prepared.written) {
      written.push(`${id}/${name}`);
      if (!replaces) added.push(`${id}/${name}`);
    }
    removedFiles.push(...remove.map((name) => `${id}/${name}`));
    present.add(conflicts);
    staging.add(prepared);
  };

  const stage: Output['stage'] = (id, files) => {
    if (failures.length > 0) return;
    const prepared = prepare(target, id, present.kindOf(id), files);
    if ('diagnostics' in prepared) failures.push(...prepared.diagnostics);
    else adopt(prepared);
  };

  const commit: Output['commit'] = (scope) => {
    let removedEnvironments: readonly string[] = [];
    const refusals: Diagnostic[] = [];
    attempt(untouched, () => {
      const { diagnostics, removed } = present.judge(scope);
      refusals.push(...diagnostics);
      removedEnvironments = removed;
    });
    if (refusals.length > 0) return { diagnostics: sortDiagnostics(refusals) };
    attempt(untouched, () => staging.verifyAccess(removedEnvironments));
    attempt(partly, () => staging.moveIntoPlace(removedEnvironments));
    if (failures.length > 0) return { diagnostics: failures };
    return { written, added, removedFiles, removedEnvironments, stamps: staging.stamps() };
  };

  const close = (): void => {
    try {
      staging.discard();
    } catch {
      // No longer writable: the next run cleans up.
    }
    release(place, lock, made);
  };

  return { clockMs: lock.clockMs, keep, target, presentKind: present.kindOf, adopt, stage, commit, close };
};

const busy = (place: Place, heldBy: string): Diagnostic =>
  about(
    place.label,
    'output-unwritable',
    `another run writes here; nothing has changed. Try again when it is done, or delete ${place.label}/${heldBy} if none is running`,
  );

/** A directory that this run made and left empty goes again. */
const release = (place: Place, lock: Lock | undefined, made: boolean): void => {
  try {
    lock?.release();
    if (made) rmdirSync(place.path);
  } catch {
    // Not empty, or no longer writable: the next run cleans up.
  }
};
