import { type DocumentedManifest, fileName } from '../manifest';
import { commentLines } from './comment';
import { header } from './header';
import { toYaml } from './yaml';

/**
 * Text of every file of an environment, by its path below dist/ (`<id>/<Kind>.<name>.yaml`), sorted by path. Throws where two
 * objects want one file, also on file systems that ignore case: whoever made the manifests must have refused that before.
 */
export const renderEnvironment = (
  id: string,
  manifests: readonly DocumentedManifest[],
): ReadonlyMap<string, string> => {
  const firstLine = header(id);
  const files = manifests.map(({ manifest, comment }): readonly [string, string] => {
    const name = fileName(manifest);
    if (/[/\\\p{Cc}\p{Cs}]/u.test(name)) throw new Error(`${id}: ${JSON.stringify(name)} cannot be the name of a file`);
    const words = comment === undefined || comment === '' ? '' : commentLines(comment);
    return [`${id}/${name}`, `${firstLine}${words}${toYaml(manifest)}`];
  });
  const seen = new Set<string>();
  for (const [path] of files) {
    if (seen.has(path.toLowerCase())) throw new Error(`two objects want the file ${path}`);
    seen.add(path.toLowerCase());
  }
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
};
