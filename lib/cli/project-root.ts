import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder, from the working directory upwards, that holds environments/. */
export const projectRoot = (): string => {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'environments'))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
};
