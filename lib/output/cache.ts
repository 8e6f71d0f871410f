import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type CacheEntry, readCacheFile, statFields, writeCacheFile } from './cache-file';
import { readWithStats, type Stamp, sameStat, sha1, stampOf } from './stamp';

/**
 * Which environments need not be built: same inputs, same program, and dist/ still holds the bytes that they gave. Nothing in it is
 * believed that the files in dist/ do not confirm, by their stat or by their content; a damaged or missing cache is only slower.
 */
export interface Cache {
  /** Undefined: build it. `key`: see `cacheKey`. */
  readonly lookup: (id: string, key: string) => Hit | undefined;
  /** An environment was built from inputs of this key; `summary` is any JSON value, handed back by `lookup`. */
  readonly record: (id: string, key: string, summary: unknown) => void;
  /** After a commit and before the output is closed: `stamps` from its report; entries of other environments than `ids` go. */
  readonly save: (stamps: ReadonlyMap<string, readonly Stamp[]>, ids: readonly string[]) => void;
}

export interface Hit {
  readonly summary: unknown;
  /** Names of its files below dist/<id>/, sorted: for `Output.keep`. */
  readonly names: readonly string[];
}

/** Key of an environment: hash of everything that its output depends on. Parts keep their borders. */
export const cacheKey = (parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64');
};

/**
 * `file`: the cache, `<root>/.cache/synth-cache`. `dist`: absolute path. `version`: hash of the program's own code and lockfile.
 * `clockMs`: `Output.clockMs`; absent in a run that does not write, which never calls `save`.
 */
export const openCache = (file: string, dist: string, version: string, clockMs = 0): Cache => {
  const before = readCacheFile(file, version);
  const after = new Map(before);
  const recorded = new Map<string, Omit<CacheEntry, 'names' | 'stats' | 'hashes'>>();
  let changed = false;

  const lookup: Cache['lookup'] = (id, key) => {
    const entry = before.get(id);
    if (entry === undefined || entry.key !== key) return undefined;
    const verdict = confirm(join(dist, id), entry, clockMs);
    if (verdict === 'differs') return undefined;
    if (verdict !== 'same') {
      after.set(id, { ...entry, stats: verdict });
      changed = true;
    }
    return { summary: entry.summary, names: entry.names };
  };

  const record: Cache['record'] = (id, key, summary) => {
    recorded.set(id, { key, summary });
    changed = after.delete(id) || changed;
  };

  const save: Cache['save'] = (stamps, ids) => {
    for (const [id, made] of recorded) {
      const files = stamps.get(id);
      if (files === undefined) continue;
      after.set(id, { ...made, ...columns(files) });
      changed = true;
    }
    const existing = new Set(ids);
    for (const id of after.keys()) if (!existing.has(id)) changed = after.delete(id);
    if (changed) writeCacheFile(file, version, after);
  };

  return { lookup, record, save };
};

/** Whether every file still has its bytes; where a content had to be read for that, the better stats. */
const confirm = (directory: string, entry: CacheEntry, clockMs: number): 'same' | 'differs' | readonly number[] => {
  let better: number[] | undefined;
  try {
    for (const [index, name] of entry.names.entries()) {
      const path = join(directory, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (!stats?.isFile()) return 'differs';
      const at = index * statFields;
      const [size = 0, mtimeMs = 0, ctimeMs = 0, ino = 0] = entry.stats.slice(at, at + statFields);
      if (sameStat(stats, { size, mtimeMs, ctimeMs, ino })) continue;
      const now = readWithStats(path);
      if (sha1(now.bytes) !== entry.hashes[index]) return 'differs';
      better ??= [...entry.stats];
      better.splice(at, statFields, ...numbers(stampOf(name, now.stats, '', clockMs)));
    }
  } catch {
    return 'differs';
  }
  return better ?? 'same';
};

const columns = (stamps: readonly Stamp[]): Pick<CacheEntry, 'names' | 'stats' | 'hashes'> => {
  const sorted = [...stamps].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    names: sorted.map(({ name }) => name),
    stats: sorted.flatMap(numbers),
    hashes: sorted.map((stamp) => stamp.sha1),
  };
};

const numbers = ({ size, mtimeMs, ctimeMs, ino }: Stamp): readonly number[] => [size, mtimeMs, ctimeMs, ino];
