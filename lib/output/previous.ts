import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../manifest';

/**
 * Claims hold data, and the API server refuses most changes of them; the record says where they are; an action is done once, of whatever
 * kind it was. Nothing else is read back.
 */
const watched = /\/(PersistentVolumeClaim\.|ConfigMap\.pgfleet-environment\.yaml$)/;
const vdbActions = ['VDBSnapshot', 'VDBRefresh', 'VDBRewind', 'Task'];
const postgresActions = ['PostgresSnapshot', 'PostgresRefresh', 'PostgresRewind', 'PostgresTask'];
const actions = [...vdbActions, ...postgresActions];
const action = new RegExp(`/(${actions.join('|')})\\.`);

const watchedPaths = (path: string): readonly string[] => {
  if (watched.test(path)) return [path];
  return action.test(path) ? actions.map((kind) => path.replace(action, `/${kind}.`)) : [];
};

/**
 * Objects of an environment as dist/ holds them, as far as a change of them is judged at synth: those whose text
 * differs from what was rendered. What cannot be read or parsed was not written by us and is judged by the writer.
 */
export const readPrevious = (dist: string, rendered: ReadonlyMap<string, string>): readonly Manifest[] =>
  [...new Set([...rendered.keys()].flatMap(watchedPaths))].flatMap((path) => {
    const before = read(join(dist, path));
    if (before === undefined || before === rendered.get(path)) return [];
    try {
      const object: unknown = parse(before);
      return isManifest(object) ? [object] : [];
    } catch {
      return [];
    }
  });

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const isManifest = (object: unknown): object is Manifest =>
  typeof object === 'object' && object !== null && 'kind' in object && 'metadata' in object;
