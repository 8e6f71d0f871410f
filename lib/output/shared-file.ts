import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pid } from 'node:process';
import type { Diagnostic } from '../diagnostic';
import { outputFailure } from './failure';

/** A file beside dist/ that is partly ours: its text, "" where there is none. */
export const readShared = (path: string, label: string): { readonly text: string } | Diagnostic => {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { text: '' }
      : outputFailure(label, error, 'it was not read');
  }
};

/** Whole, old or new, whatever happens. */
export const writeShared = (path: string, label: string, text: string): Diagnostic | undefined => {
  const temporary = `${path}.pgfleet-${pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return outputFailure(label, error, 'dist/ is written, and it is as it was');
  }
};
