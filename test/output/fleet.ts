import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderEnvironment } from '../../lib/output/render';
import { type Output, type OutputOptions, openOutput, type Refusal, type WriteReport } from '../../lib/output/write';

/** Rendered environments for the tests of the writer: small, and different in every revision. */
export interface Fleet {
  readonly ids: readonly string[];
  readonly files: (id: string) => ReadonlyMap<string, string>;
}

export interface FleetOptions {
  /** In the data of every ConfigMap but the first. */
  readonly revision?: string;
  readonly objects?: number;
  readonly policy?: 'Retain' | 'Delete';
}

export const fleet = (
  ids: readonly string[],
  { revision = '1', objects = 3, policy = 'Delete' }: FleetOptions = {},
): Fleet => ({
  ids,
  files: (id) =>
    renderEnvironment(id, [
      configMap('pgfleet-environment', { deletionPolicy: policy }),
      ...Array.from({ length: objects }, (_, index) =>
        configMap(`c${index}`, { revision, text: 'line\n'.repeat(200) }),
      ),
    ]),
});

const configMap = (name: string, data: object) => ({
  manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
});

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'pgfleet-test-'));

export interface SynthOptions extends OutputOptions {
  readonly only?: readonly string[];
  readonly prune?: boolean;
  readonly allowRename?: boolean;
}

/** One whole run, as lib/synth.ts does it. */
export const synth = (dist: string, { ids, files }: Fleet, options: SynthOptions = {}): WriteReport | Refusal => {
  const { only, prune = false, allowRename = false } = options;
  const output = openOutput(dist, options);
  if ('diagnostics' in output) return output;
  try {
    for (const id of only ?? ids) output.stage(id, files(id));
    return output.commit({ environments: ids, prune, allowRename, ...(only === undefined ? {} : { only }) });
  } finally {
    output.close();
  }
};

export const opened = (result: Output | Refusal): Output => {
  if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics));
  return result;
};

export const succeeded = (result: WriteReport | Refusal): WriteReport => {
  if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics));
  return result;
};

/** `code file` of every diagnostic. */
export const refusals = (result: object): readonly string[] =>
  (result as Partial<Refusal>).diagnostics?.map(({ code, file }) => `${code} ${file}`) ?? [];

/** Every entry below a directory: kind, time of change, inode and content of files. Two equal ones: nothing was touched. */
export const snapshot = (directory: string, path = ''): readonly string[] =>
  readdirSync(join(directory, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      const full = join(directory, inner);
      if (entry.isSymbolicLink()) return [`${inner} -> ${readlinkSync(full)}`];
      if (entry.isDirectory()) return [`${inner}/`, ...snapshot(directory, inner)];
      const stats = lstatSync(full);
      return [`${inner} ${stats.ino} ${stats.mtimeMs} ${createHash('sha1').update(readFileSync(full)).digest('hex')}`];
    });

/** Paths of all files below a directory. */
export const paths = (directory: string): readonly string[] =>
  snapshot(directory)
    .filter((line) => !line.endsWith('/'))
    .map((line) => line.split(' ')[0] ?? '');
