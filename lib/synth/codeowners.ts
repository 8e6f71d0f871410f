import { join } from 'node:path';
import type { EnvironmentSummary } from '../checks/fleet';
import type { FleetInputs } from '../config/inputs';
import type { Diagnostic } from '../diagnostic';
import { withOwners } from '../gitops/codeowners';
import { readShared, writeShared } from '../output/shared-file';

export const codeownersFile = '.github/CODEOWNERS';

/** What CODEOWNERS should be, where it is not that. */
export interface StaleOwners {
  readonly path: string;
  readonly text: string;
}

/** For runs about all environments, where the organisation asks for it; undefined: there is nothing to write. */
export const staleOwners = async (
  root: string,
  { defaults }: FleetInputs,
  summaries: readonly EnvironmentSummary[],
): Promise<StaleOwners | Diagnostic | undefined> => {
  // Reading defaults.yaml takes longer than a run without changes.
  if (defaults === undefined || !/codeowners|\\/.test(defaults.toString('latin1'))) return undefined;
  const { organisationDefaults } = await import('../fleet');
  const { codeowners } = organisationDefaults(defaults);
  if (codeowners === undefined) return undefined;
  const path = join(root, codeownersFile);
  const present = readShared(path, codeownersFile);
  if ('code' in present) return present;
  const text = withOwners(present.text, codeowners.prefix, summaries);
  return text === present.text ? undefined : { path, text };
};

export const writeOwners = ({ path, text }: StaleOwners): Diagnostic | undefined =>
  writeShared(path, codeownersFile, text);
