import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { sha1 } from './stamp';

/**
 * One file for all environments: a first line with format, checksum and program version, then JSON. What is not exactly that
 * (absent, cut off, of another version, damaged in one bit) counts as empty. Measured: 1,000 environments of 20 files are 2 MB.
 */

/** Numbers per file in `CacheEntry.stats`: size, mtimeMs, ctimeMs, ino. */
export const statFields = 4;

export interface CacheEntry {
  readonly key: string;
  /** JSON value of the caller. */
  readonly summary: unknown;
  /** File names, sorted. */
  readonly names: readonly string[];
  /** `statFields` numbers per name, flat: parsing many small objects takes twice as long. */
  readonly stats: readonly number[];
  /** SHA-1 per name. */
  readonly hashes: readonly string[];
}

const format = 'pgfleet-cache 1';

export const readCacheFile = (path: string, version: string): Map<string, CacheEntry> => {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== firstLine(body, version)) return new Map();
    return new Map(JSON.parse(body) as readonly (readonly [string, CacheEntry])[]);
  } catch {
    return new Map();
  }
};

/** Replaces the file as a whole. A cache that cannot be written costs the next run time and nothing else, so it is no error. */
export const writeCacheFile = (path: string, version: string, entries: ReadonlyMap<string, CacheEntry>): void => {
  const body = JSON.stringify([...entries]);
  const temporary = `${path}.${pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(join(dirname(path), '.gitignore'), '*\n');
    writeFileSync(temporary, `${firstLine(body, version)}\n${body}`);
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
};

const firstLine = (body: string, version: string): string => `${format} ${sha1(body)} ${JSON.stringify(version)}`;
