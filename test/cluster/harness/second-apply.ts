import { join } from 'node:path';
import { kubectl, tryKubectl } from './kubectl';
import { applyArguments } from './project';

/**
 * kubectl calls every PodDisruptionBudget «configured», since it sends its selector each time (`patchStrategy: replace` in the API
 * type); the API server then changes nothing, which `kubectl diff` shows.
 */
const alwaysConfigured = /^poddisruptionbudget\.policy\/\S+ configured$/;

/** Applies what is applied already: the lines of kubectl that name a change, and all that `kubectl diff` sees before that. */
export const applyAgain = async (
  root: string,
  id: string,
): Promise<{ readonly changed: readonly string[]; readonly diff: string }> => {
  const diff = await tryKubectl(['diff', '-f', join('dist', id)], { cwd: root });
  if (diff.code > 1) throw new Error(`kubectl diff: ${diff.stderr}`);
  const lines = (await kubectl(applyArguments(root, id), { cwd: root })).trim().split('\n');
  return {
    changed: lines.filter((line) => !line.endsWith(' unchanged') && !alwaysConfigured.test(line)),
    diff: `${diff.stdout}${diff.code === 0 ? '' : `exit code ${diff.code}`}`,
  };
};
