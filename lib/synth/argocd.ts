import { argocdConflicts } from '../checks/argocd';
import type { EnvironmentSummary } from '../checks/fleet';
import { resolveArgoCd } from '../defaults/argocd';
import { organisationDefaults } from '../fleet';
import { argocdManifests } from '../gitops/argocd';
import { fleetDirectory } from '../output/header';
import { renderEnvironment } from '../output/render';
import type { Refusal } from '../output/write';

/** The files of dist/argocd, or what speaks against them; undefined: the organisation does not ask for them. */
export const argocdFiles = (
  defaults: Buffer,
  summaries: readonly EnvironmentSummary[],
): undefined | Refusal | { readonly files: ReadonlyMap<string, string> } => {
  const settings = resolveArgoCd(organisationDefaults(defaults).argocd);
  if (settings === undefined) return undefined;
  const diagnostics = argocdConflicts(settings, summaries);
  if (diagnostics.length > 0) return { diagnostics };
  const members = summaries.map(({ kinds, ...summary }) => ({ ...summary, kinds: kinds.split(' ') }));
  return { files: renderEnvironment(fleetDirectory, argocdManifests(settings, members)) };
};
