import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSides, Sides } from './sides';

/** Two directories of any manifests, ours or anybody's: an environment is a directory with our record, everything else is one more. */
export const directorySides = (from: string, to: string): readonly Sides[] | { readonly problem: string } => {
  const [before, after] = [manifestFiles(from), manifestFiles(to)];
  if (!Array.isArray(before)) return before as { readonly problem: string };
  if (!Array.isArray(after)) return after as { readonly problem: string };
  const paths: readonly string[] = [...new Set([...before, ...after])].sort();
  const records = paths.filter((path) => /^[^/]+\/ConfigMap\.pgfleet-environment\.yaml$/.test(path));
  const environments = new Set(records.map((path) => path.split('/')[0] ?? ''));
  const [known, next] = [new Set<string>(before), new Set<string>(after)];
  const groups = new Map<string, FileSides[]>();
  for (const path of paths) {
    const [first = ''] = path.split('/');
    const id = path.includes('/') && environments.has(first) ? first : '';
    const text = (folder: string, exists: boolean) => (exists ? readFileSync(join(folder, path), 'utf8') : undefined);
    const file = { path, before: text(from, known.has(path)), after: text(to, next.has(path)) };
    groups.set(id, [...(groups.get(id) ?? []), file]);
  }
  return [...groups].map(([environment, files]) => ({ environment, files, values: [] }));
};

const manifestFiles = (folder: string): readonly string[] | { readonly problem: string } => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/+$/, '').length + 1));
  } catch (error) {
    return { problem: `${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
};
