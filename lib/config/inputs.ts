import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { environmentNameFault } from './environment-names';
import { isLink, largestFileBytes, listDirectory, readRegular } from './regular-files';
import { type SourceInputs, withSources } from './sources';
import { didYouMean } from './suggest';

/** What stands in one directory below environments/. */
export interface EnvironmentInputs {
  readonly id: string;
  /** Path relative to environments/<id>/, with forward slashes, to content; sorted. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Files larger than `largestFileBytes`, which were not read. It is no mistake to have one, only to name it in values.yaml. */
  readonly oversized: readonly string[];
  /** Of an environment that may be restored from others. */
  readonly sources?: SourceInputs;
}

export interface FleetInputs {
  /** environments/defaults.yaml, where there is one. */
  readonly defaults: Buffer | undefined;
  /** Sorted by id. Environments with a mistake of their own are absent and have a diagnostic. */
  readonly environments: readonly EnvironmentInputs[];
  /** Names of all directories there, also of those that were not asked for. */
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Deepest directory below environments/<id>/ that is read. */
const deepestDirectory = 8;

/** For Backstage, not for us. */
const ignored: ReadonlySet<string> = new Set(['catalog-info.yaml']);

type Report = (code: DiagnosticCode, file: string, message: string) => void;

/**
 * Reads environments/ below the project root. `only` names the environments to read; the others are not even opened. Nothing is followed
 * that is a symbolic link: it could lead out of the repository, and the content would be committed with dist/.
 */
export const readFleet = (root: string, only?: readonly string[]): FleetInputs => {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, file, message) => diagnostics.push({ code, file, line: 1, column: 1, message });
  const top = join(root, 'environments');
  const empty: FleetInputs = { defaults: undefined, environments: [], ids: [], diagnostics };
  if (isLink(top)) {
    report('symbolic-link', 'environments', 'environments is a symbolic link: it must be a directory');
    return empty;
  }
  const entries = listDirectory(top);
  if (entries === undefined) {
    report(
      'environment-empty',
      'environments',
      'there is no directory environments/: make environments/<name>/values.yaml',
    );
    return empty;
  }
  const names = environmentNames(entries, only, report);
  const read = names.flatMap((id) => readEnvironment(top, id, report) ?? []);
  const ids = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const defaults = readDefaults(top, entries, report);
  // What is wrong with a source it says itself, where it was asked for.
  const environments = withSources(read, ids, defaults, (id) => readEnvironment(top, id, () => undefined)?.files);
  return { defaults, environments, ids, diagnostics };
};

/** Names of the directories to read, sorted. */
const environmentNames = (
  entries: readonly Dirent[],
  only: readonly string[] | undefined,
  report: Report,
): string[] => {
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  const all = visible.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const links = new Set(visible.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name));
  links.delete(defaultsName);
  for (const link of links) {
    if (only !== undefined && !only.includes(link)) continue;
    const message = `${JSON.stringify(link)} is a symbolic link: an environment must be a directory`;
    report('symbolic-link', `environments/${link}`, message);
  }
  for (const wanted of new Set(only)) {
    if (all.includes(wanted) || links.has(wanted)) continue;
    const message = `there is no environment ${JSON.stringify(wanted)}${didYouMean(wanted, all)}`;
    report('environment-name', 'environments', message);
  }
  if (all.length === 0 && links.size === 0 && only === undefined) {
    report(
      'environment-empty',
      'environments',
      'environments/ holds no environment: make environments/<name>/values.yaml',
    );
  }
  const chosen = only === undefined ? all : all.filter((name) => only.includes(name));
  return chosen.filter((name) => {
    const fault = environmentNameFault(name);
    if (fault !== undefined) report('environment-name', `environments/${name}`, fault + twin(name, all));
    return fault === undefined;
  });
};

/** Another environment whose name differs only by case. */
const twin = (name: string, all: readonly string[]): string => {
  const other = all.find((candidate) => candidate !== name && candidate.toLowerCase() === name.toLowerCase());
  return other === undefined ? '' : `; it differs from ${JSON.stringify(other)} only by case`;
};

const defaultsName = 'defaults.yaml';

const readDefaults = (top: string, entries: readonly Dirent[], report: Report): Buffer | undefined => {
  const file = `environments/${defaultsName}`;
  const entry = entries.find(({ name }) => name === defaultsName);
  if (entry === undefined) {
    if (entries.some(({ name }) => name === 'defaults.yml')) {
      report('file-missing', 'environments/defaults.yml', `this file is not read: rename it to ${defaultsName}`);
    }
    return undefined;
  }
  if (entry.isSymbolicLink()) {
    report('symbolic-link', file, `${defaultsName} is a symbolic link: it must be a file`);
    return undefined;
  }
  const content = readRegular(join(top, defaultsName));
  if (content === 'oversized') report('file-too-large', file, tooLarge);
  else if (typeof content === 'string') report('file-missing', file, content);
  return Buffer.isBuffer(content) ? content : undefined;
};

const tooLarge = `the file is larger than ${largestFileBytes / 1024 / 1024} MiB and was not read`;

const readEnvironment = (top: string, id: string, report: Report): EnvironmentInputs | undefined => {
  const files = new Map<string, Buffer>();
  const oversized: string[] = [];
  let complete = true;
  const fail: Report = (code, file, message) => {
    complete = false;
    report(code, file, message);
  };
  readInto(files, oversized, join(top, id), `environments/${id}`, '', 0, fail);
  const file = `environments/${id}/values.yaml`;
  if (oversized.includes('values.yaml')) fail('file-too-large', file, tooLarge);
  else if (complete && !files.has('values.yaml')) {
    const other = files.has('values.yml') ? ', but values.yml: rename it' : '';
    fail('file-missing', file, `environments/${id}/ holds no values.yaml${other}`);
  }
  return complete ? { id, files, oversized } : undefined;
};

const readInto = (
  files: Map<string, Buffer>,
  oversized: string[],
  directory: string,
  shown: string,
  prefix: string,
  depth: number,
  fail: Report,
): void => {
  const entries = listDirectory(directory);
  if (entries === undefined) fail('file-missing', shown, 'the directory cannot be read');
  for (const entry of entries ?? []) {
    const { name } = entry;
    if (name.startsWith('.') || (prefix === '' && ignored.has(name))) continue;
    const path = prefix + name;
    const file = `${shown}/${name}`;
    if (entry.isSymbolicLink()) {
      fail('symbolic-link', file, `${path} is a symbolic link: it must be a file or directory`);
    } else if (entry.isDirectory()) {
      if (depth >= deepestDirectory)
        fail('environment-name', file, `directories nest more than ${deepestDirectory} deep`);
      else readInto(files, oversized, join(directory, name), file, `${path}/`, depth + 1, fail);
    } else if (entry.isFile()) {
      const content = readRegular(join(directory, name));
      if (content === 'oversized') oversized.push(path);
      else if (typeof content === 'string') fail('file-missing', file, content);
      else files.set(path, content);
    }
  }
};
