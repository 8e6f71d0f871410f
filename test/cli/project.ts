import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const program = join(__dirname, '..', '..', 'bin', 'pgfleet.js');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A throw-away project in which the program is run as a user runs it. */
export interface Project {
  readonly root: string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  readonly remove: (path: string) => void;
  /** Every file below dist/ with its content and time of change. */
  readonly dist: () => ReadonlyMap<string, { readonly text: string; readonly mtimeMs: number }>;
  readonly pgfleet: (args: readonly string[], options?: RunOptions) => Run;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly program?: string;
}

const defaults = 'images: {postgres: "registry.example/pgfleet-postgres:17"}\n';

/** Values of an environment that is complete with the defaults of a project. */
export const values = (name: string): string =>
  `owner: team-${name}\nprofile: development\ndatabase:\n  name: ${name}\n  owner: ${name}\n`;

const made: string[] = [];

export const makeProject = (environments: Readonly<Record<string, string>>): Project => {
  const root = mkdtempSync(join(tmpdir(), 'pgfleet-cli-'));
  made.push(root);
  const write: Project['write'] = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('environments/defaults.yaml', defaults);
  for (const [id, text] of Object.entries(environments)) write(`environments/${id}/values.yaml`, text);
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    dist: () => filesBelow(join(root, 'dist')),
    pgfleet: (args, options = {}) => {
      const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...(options.node ?? []), options.program ?? program, ...args],
        { cwd: options.cwd ?? root, env: { ...inherited, ...options.env }, encoding: 'utf8' },
      );
      return { code: status, stdout, stderr };
    },
  };
};

/** To be called after the tests of a file. */
export const removeProjects = (): void => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
};

const filesBelow = (folder: string): ReadonlyMap<string, { readonly text: string; readonly mtimeMs: number }> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [
        path.slice(folder.length + 1),
        { text: readFileSync(path, 'utf8'), mtimeMs: statSync(path).mtimeMs },
      ]),
  );
