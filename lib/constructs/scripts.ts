import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(__dirname, '..', 'scripts');
let contents: Readonly<Record<string, string>> | undefined;

/**
 * The scripts that run in containers, by file name. Real files, never templates: their parameters arrive as environment variables and
 * mounted files. Line ends are normalised, since a carriage return in the first line keeps a script from starting.
 */
export const scripts = (): Readonly<Record<string, string>> => {
  contents ??= Object.fromEntries(
    readdirSync(directory)
      .filter((name) => /\.(sh|sql)$/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n')]),
  );
  return contents;
};
