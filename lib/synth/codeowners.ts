import { join } from 'node:path';
import type { EnvironmentSummary } from '../checks/fleet';
import type { FleetInputs } from '../config/inputs';
import type { Diagnostic } from '../diagnostic';
import { withOwners } from '../gitops/codeowners';
import { readShared } from '../output/shared-file';
import type { StaleFile } from './beside';

const label = '.github/CODEOWNERS';

/** For runs about all environments, where the organisation asks for it; undefined: there is nothing to write. */
export const staleOwners = async (
  root: string,
  { defaults }: FleetInputs,
  summaries: readonly EnvironmentSummary[],
): Promise<StaleFile | Diagnostic | undefined> => {
  // Reading defaults.yaml takes longer than a run without changes.
  if (defaults === undefined || !/codeowners|\\/.test(defaults.toString('latin1'))) return undefined;
  const { organisationDefaults } = await import('../fleet');
  const { codeowners } = organisationDefaults(defaults);
  if (codeowners === undefined) return undefined;
  const path = join(root, label);
  const present = readShared(path, label);
  if ('code' in present) return present;
  const text = withOwners(present.text, codeowners.prefix, summaries);
  return text === present.text ? undefined : { label, path, text };
};
