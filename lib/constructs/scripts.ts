import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../defaults/environment';
import { remembering } from '../remember';

const directory = join(__dirname, '..', 'scripts');

type Method = Backup['method'];

/** Folders of lib/scripts, and the methods of backup whose environments get their files. A restore can be asked for by any of them. */
const folders: Readonly<Record<string, readonly Method[]>> = {
  server: ['pgBackRest', 'pgDump', 'none'],
  credentials: ['pgBackRest', 'pgDump', 'none'],
  restore: ['pgBackRest', 'pgDump', 'none'],
  jobs: ['pgBackRest', 'pgDump'],
  pgbackrest: ['pgBackRest'],
  pgdump: ['pgDump'],
  checks: [],
};

type Scripts = Readonly<Record<string, string>>;

/**
 * The scripts that run in containers, by file name. Real files, never templates: their parameters arrive as environment variables and
 * mounted files.
 */
export const scripts = (): Scripts => together(Object.keys(folders).join(' '));

/** Those of one method. The same map for every environment, so that it is printed once. */
export const scriptsFor = (method: Method): Scripts =>
  together(
    Object.entries(folders)
      .filter(([, methods]) => methods.includes(method))
      .map(([folder]) => folder)
      .join(' '),
  );

/** Files of these folders, in the order of their names. */
const together = remembering((names): Scripts => {
  const files = names.split(' ').flatMap((folder) => Object.entries(filesOf(folder)));
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
});

/** Line ends are normalised, since a carriage return in the first line keeps a script from starting. */
const filesOf = remembering(
  (folder): Scripts =>
    Object.fromEntries(
      readdirSync(join(directory, folder))
        .filter((name) => /\.(sh|sql|json|jq)$/.test(name))
        .map((name) => [name, readFileSync(join(directory, folder, name), 'utf8').replaceAll('\r\n', '\n')]),
    ),
);
