import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of a new environment; the path is below its directory. */
export interface NewFile {
  readonly path: string;
  readonly content: string | Buffer;
}

/** Begin of the names of directories that are on their way; hidden ones are no environments. */
const onTheWay = '.pgfleet-';

export const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Writes environments/<id>/, whole or not at all. */
export const writeDirectory = (root: string, id: string, files: readonly NewFile[]): void => {
  const top = join(root, 'environments');
  mkdirSync(top, { recursive: true });
  const temporary = mkdtempSync(join(top, onTheWay));
  try {
    const made = join(temporary, id);
    mkdirSync(made);
    for (const { path, content } of files) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), content);
    }
    renameSync(made, join(top, id));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

/** Removes environments/<id>/, which is gone from there at once. */
export const removeDirectory = (root: string, id: string): void => {
  const top = join(root, 'environments');
  const temporary = mkdtempSync(join(top, onTheWay));
  try {
    renameSync(join(top, id), join(temporary, id));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};
