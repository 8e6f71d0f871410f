import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../defaults/environment';
import { remembering } from '../remember';

const directory = join(__dirname, '..', 'scripts');

type Method = Backup['method'];

/** Folders of the scripts of a database, and the methods of backup that they come with. A restore can be asked for with any of them. */
const folders: Readonly<Record<string, readonly Method[]>> = {
  server: ['pgBackRest', 'pgDump', 'none'],
  credentials: ['pgBackRest', 'pgDump', 'none'],
  restore: ['pgBackRest', 'pgDump', 'none'],
  jobs: ['pgBackRest', 'pgDump'],
  pgbackrest: ['pgBackRest'],
  pgdump: ['pgDump'],
  // A map of its own: `kubectl apply` keeps a copy of an object in an annotation of 256 KiB at most, and all together are more. And a change
  // of checks is no business of the Pod of the database.
  checks: [],
};

type Scripts = Readonly<Record<string, string>>;

/**
 * The scripts that run in containers, by file name, and what they read. Real files, never templates: their parameters arrive as environment
 * variables and mounted files.
 */
export const scripts = (): Scripts => together(Object.keys(folders).join(' '));

/** Those of checks. */
export const checkScripts = (): Scripts => together('checks');

/** What prometheus-postgres-exporter asks of the results of checks. For another program: not among the scripts. */
export const exporterQueries = (): string => filesOf('checks')['exporter-queries.yaml'] ?? '';

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
  const files = names
    .split(' ')
    .flatMap((folder) => Object.entries(filesOf(folder)))
    .filter(([name]) => !name.endsWith('.yaml'));
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
});

/** Line ends are normalised, since a carriage return in the first line keeps a script from starting. */
const filesOf = remembering(
  (folder): Scripts =>
    Object.fromEntries(
      readdirSync(join(directory, folder))
        .filter((name) => /\.(sh|sql|jq|json|yaml)$/.test(name))
        .map((name) => [name, readFileSync(join(directory, folder, name), 'utf8').replaceAll('\r\n', '\n')]),
    ),
);
