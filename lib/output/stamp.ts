import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** Which bytes a file had at a moment, and how to see cheaply that it still has them: as Git's index does. */
export interface Stamp {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** 0: not to be trusted, read the file. */
  readonly ctimeMs: number;
  readonly ino: number;
  /** Of the content, base64. */
  readonly sha1: string;
}

export const sha1 = (content: string | Uint8Array): string => createHash('sha1').update(content).digest('base64');

export const sameStat = (stats: Stats, stamp: Omit<Stamp, 'name' | 'sha1'>): boolean =>
  stats.isFile() &&
  stats.ctimeMs === stamp.ctimeMs &&
  stats.mtimeMs === stamp.mtimeMs &&
  stats.size === stamp.size &&
  stats.ino === stamp.ino;

/**
 * A file that was changed in the same tick of the file system's clock in which it was looked at may change once more without a
 * trace in its times (Git calls it racy). Such a stamp is marked as not to be trusted. `clockMs`: a time before the look.
 */
export const stampOf = (name: string, stats: Stats, hash: string, clockMs: number): Stamp => ({
  name,
  size: stats.size,
  mtimeMs: stats.mtimeMs,
  ctimeMs: trusted(stats, clockMs) ? stats.ctimeMs : 0,
  ino: stats.ino,
  sha1: hash,
});

/** Whether a change after `clockMs` would show in these times. */
export const trusted = (times: Pick<Stamp, 'mtimeMs' | 'ctimeMs'>, clockMs: number): boolean =>
  Math.max(times.ctimeMs, times.mtimeMs) < clockMs;

/** Content of a file with the stat from before it was read: a change in between shows next time. */
export const readWithStats = (path: string): { readonly stats: Stats; readonly bytes: Buffer } => {
  const file = openSync(path, 'r');
  try {
    return { stats: fstatSync(file), bytes: readFileSync(file) };
  } finally {
    closeSync(file);
  }
};
