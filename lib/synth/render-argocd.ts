import type { EnvironmentSummary } from '../checks/fleet';
import type { FleetInputs } from '../config/inputs';
import type { Diagnostic } from '../diagnostic';
import { cacheKey } from '../output/cache';
import { fleetDirectory } from '../output/header';
import type { Sink } from './render-fleet';

export interface RenderedArgoCd {
  /** dist/argocd is part of the run. */
  readonly fleet: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: RenderedArgoCd = { fleet: false, diagnostics: [] };

/**
 * The objects of Argo CD, from defaults.yaml and what all environments came to: for runs about all of them. What they are made with is loaded
 * when something has changed.
 */
export const renderArgoCd = async (
  { defaults }: FleetInputs,
  summaries: readonly EnvironmentSummary[],
  sink: Sink,
): Promise<RenderedArgoCd> => {
  // Reading defaults.yaml takes longer than a run without changes.
  if (defaults === undefined || !/argocd|\\/.test(defaults.toString('latin1'))) return nothing;
  const key = cacheKey([fleetDirectory, defaults, JSON.stringify(summaries)]);
  const hit = sink.cache?.lookup(fleetDirectory, key);
  if (hit !== undefined) {
    sink.keep?.(fleetDirectory, hit.names);
    return { fleet: true, diagnostics: [] };
  }
  const { argocdFiles } = await import('./argocd');
  const made = argocdFiles(defaults, summaries);
  if (made === undefined) return nothing;
  if ('diagnostics' in made) return { fleet: true, diagnostics: made.diagnostics };
  if (sink.target === undefined) return { fleet: true, diagnostics: [] };
  const { prepare } = await import('../output/prepare');
  const prepared = prepare(sink.target, fleetDirectory, sink.presentKind?.(fleetDirectory), made.files);
  if ('diagnostics' in prepared) return { fleet: true, diagnostics: prepared.diagnostics };
  sink.adopt?.(prepared);
  sink.cache?.record(fleetDirectory, key, null);
  return { fleet: true, diagnostics: [] };
};
