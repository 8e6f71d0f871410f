import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json: two levels up from the compiled program, one from the sources. */
export const packageRoot = (): string => {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
};

/** Version of the package, as `pgfleet --version` prints it. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { readonly version: string }).version;

/** Changes with every change of this program or of the libraries it is locked to: part of the key of every cached result. */
export const programHash = (): string => {
  const hash = createHash('sha256');
  const read = (file: string) => hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else read(path);
    }
  };
  walk(__dirname);
  for (const name of ['package.json', 'package-lock.json']) {
    if (existsSync(join(packageRoot(), name))) read(join(packageRoot(), name));
  }
  return hash.digest('hex');
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
