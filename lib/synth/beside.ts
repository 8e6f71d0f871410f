import type { EnvironmentSummary } from '../checks/fleet';
import type { FleetInputs } from '../config/inputs';
import type { Diagnostic } from '../diagnostic';
import { writeShared } from '../output/shared-file';
import { staleCatalog } from './catalog-info';
import { staleOwners } from './codeowners';

/** A file beside dist/ that is not what it should be. */
export interface StaleFile {
  /** Below the root, with forward slashes. */
  readonly label: string;
  readonly path: string;
  readonly text: string;
}

export interface Beside {
  readonly stale: readonly StaleFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `whole`: the run is about all environments. */
export const besideDist = async (
  root: string,
  inputs: FleetInputs,
  summaries: readonly EnvironmentSummary[],
  whole: boolean,
): Promise<Beside> => {
  const owners = whole ? await staleOwners(root, inputs, summaries) : undefined;
  const found = [...staleCatalog(root, summaries), ...(owners === undefined ? [] : [owners])];
  return {
    stale: found.flatMap((one) => ('code' in one ? [] : [one])),
    diagnostics: found.flatMap((one) => ('code' in one ? [one] : [])),
  };
};

/** Ends at the first that cannot be written. */
export const writeBeside = ({ stale }: Beside): readonly Diagnostic[] => {
  for (const { label, path, text } of stale) {
    const failure = writeShared(path, label, text);
    if (failure !== undefined) return [failure];
  }
  return [];
};
