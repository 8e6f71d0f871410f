import { join } from 'node:path';
import type { EnvironmentSummary } from '../checks/fleet';
import type { Diagnostic } from '../diagnostic';
import { headerPrefix } from '../output/header';
import { readShared } from '../output/shared-file';
import type { StaleFile } from './beside';

/**
 * Every catalog-info.yaml of the run that is not what it should be, where the organisation asks for them. One without our first line is of
 * people, and stays. What they should be stands in the cache: a run without changes reads the files, and defaults.yaml is not parsed.
 */
export const staleCatalog = (
  root: string,
  summaries: readonly EnvironmentSummary[],
): readonly (StaleFile | Diagnostic)[] =>
  summaries.flatMap(({ id, catalogInfo: text }): readonly (StaleFile | Diagnostic)[] => {
    if (text === undefined) return [];
    const label = `environments/${id}/catalog-info.yaml`;
    const path = join(root, label);
    const present = readShared(path, label);
    if ('code' in present) return [present];
    const ours = present.text === '' || present.text.startsWith(headerPrefix(id));
    return ours && present.text !== text ? [{ label, path, text }] : [];
  });
