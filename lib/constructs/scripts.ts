import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../defaults/environment';

const directory = join(__dirname, '..', 'scripts');

type Folder = 'server' | 'credentials' | 'restore' | 'jobs' | 'pgbackrest' | 'pgdump';
type Method = Backup['method'];

/** Folders of lib/scripts, and the methods of backup whose environments get their files. A restore can be asked for by any of them. */
const folders: Readonly<Record<Folder, readonly Method[]>> = {
  server: ['pgBackRest', 'pgDump', 'none'],
  credentials: ['pgBackRest', 'pgDump', 'none'],
  restore: ['pgBackRest', 'pgDump', 'none'],
  jobs: ['pgBackRest', 'pgDump'],
  pgbackrest: ['pgBackRest'],
  pgdump: ['pgDump'],
};

type Scripts = Readonly<Record<string, string>>;

/**
 * The scripts that run in containers, by file name. Real files, never templates: their parameters arrive as environment variables and
 * mounted files. Line ends are normalised, since a carriage return in the first line keeps a script from starting.
 */
export const scripts = (): Scripts => {
  all ??= Object.assign({}, ...Object.keys(folders).map((folder) => read(folder as Folder))) as Scripts;
  return all;
};
let all: Scripts | undefined;

/** Those of one method, in the order of their names. The same map for every environment, so that it is printed once. */
export const scriptsFor = (method: Method): Scripts => {
  const known = byMethod.get(method);
  if (known !== undefined) return known;
  const wanted = Object.entries(folders).filter(([, methods]) => methods.includes(method));
  const files = wanted.flatMap(([folder]) => Object.entries(read(folder as Folder)));
  const sorted = Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  byMethod.set(method, sorted);
  return sorted;
};
const byMethod = new Map<Method, Scripts>();

const read = (folder: Folder): Scripts =>
  Object.fromEntries(
    readdirSync(join(directory, folder))
      .filter((name) => /\.(sh|sql)$/.test(name))
      .map((name) => [name, readFileSync(join(directory, folder, name), 'utf8').replaceAll('\r\n', '\n')]),
  );
