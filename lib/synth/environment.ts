import { checkManifests } from '../checks';
import { changeConflicts } from '../checks/change';
import type { EnvironmentSummary } from '../checks/fleet';
import type { EnvironmentInputs } from '../config/inputs';
import { type LoadedDefaults, placeOf } from '../config/load';
import { buildEnvironment } from '../constructs/environment';
import { resolve } from '../defaults/resolve';
import { layersOf, sourcesOf } from '../fleet';
import type { Manifest } from '../manifest';
import { readPrevious } from '../output/previous';
import { renderEnvironment } from '../output/render';
import type { Refusal } from '../output/write';

export interface Rendered {
  readonly summary: EnvironmentSummary;
  /** Text by path below dist/. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * One environment from its inputs to its files, or everything that is wrong with it. `dist`: the directory that holds its previous files,
 * where a change of them is to be judged.
 */
export const renderInputs = (
  defaults: LoadedDefaults,
  inputs: EnvironmentInputs,
  dist: string | undefined,
): Refusal | Rendered => {
  const layers = layersOf({ defaults }, inputs);
  if ('diagnostics' in layers) return layers;
  const resolved = resolve(inputs, layers, sourcesOf({ defaults }, inputs));
  if ('diagnostics' in resolved) return resolved;
  const { environment, notices } = resolved;
  const documented = buildEnvironment(environment);
  const manifests = documented.map(({ manifest }) => manifest);
  const findings = checkManifests(layers.values.file, manifests);
  if (findings.length > 0) return { diagnostics: findings };
  const files = renderEnvironment(inputs.id, documented);
  const conflicts = changeConflicts(dist === undefined ? [] : readPrevious(dist, files), manifests, (path) => ({
    file: layers.values.file,
    ...placeOf(layers.values, path, 'value'),
  }));
  if (conflicts.length > 0) return { diagnostics: conflicts };
  const summary = {
    id: inputs.id,
    cluster: environment.cluster,
    namespace: environment.namespace.name,
    createsNamespace: environment.namespace.create,
    kinds: kindsOf(manifests),
  };
  return { summary: notices.length === 0 ? summary : { ...summary, notices }, files };
};

const kindsOf = (manifests: readonly Manifest[]): string =>
  [...new Set(manifests.map(({ apiVersion, kind }) => `${/^(.*)\//.exec(apiVersion)?.[1] ?? ''}/${kind}`))]
    .sort()
    .join(' ');
