import { catalogInfo } from '../backstage/catalog-info';
import { checkManifests } from '../checks';
import { actionConflicts } from '../checks/action-change';
import { changeConflicts, type PlaceOf } from '../checks/change';
import type { EnvironmentSummary } from '../checks/fleet';
import { moveConflicts } from '../checks/move';
import type { EnvironmentInputs } from '../config/inputs';
import { type LoadedDefaults, placeOf } from '../config/load';
import { buildEnvironment } from '../constructs/environment';
import { resolveBackstage } from '../defaults/backstage';
import type { Environment } from '../defaults/environment';
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
  /** What the files say. */
  readonly manifests: readonly Manifest[];
}

export interface Previous {
  /** The directory that holds the previous files; absent: a change of them is not judged. */
  readonly dist: string | undefined;
  /** The environment may leave its data behind. */
  readonly allowRename: boolean;
}

/** One environment from its inputs to its files, or everything that is wrong with it. */
export const renderInputs = (
  defaults: LoadedDefaults,
  inputs: EnvironmentInputs,
  { dist, allowRename }: Previous,
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
  const previous = dist === undefined ? [] : readPrevious(dist, files);
  const place: PlaceOf = (path) => ({ file: layers.values.file, ...placeOf(layers.values, path, 'value') });
  const moves = allowRename ? [] : moveConflicts(previous, manifests, place);
  // In another place there is nothing yet that could shrink.
  const changes = [changeConflicts, actionConflicts].flatMap((conflictsOf) => conflictsOf(previous, manifests, place));
  const conflicts = moves.length > 0 ? moves : changes;
  if (conflicts.length > 0) return { diagnostics: conflicts };
  const summary = {
    id: inputs.id,
    cluster: environment.cluster,
    namespace: environment.namespace.name,
    createsNamespace: environment.namespace.create,
    deletionPolicy: environment.deletionPolicy,
    owner: environment.owner,
    kinds: kindsOf(manifests),
    ...catalogOf(defaults, environment),
    ...(notices.length === 0 ? {} : { notices }),
  };
  return { summary, files, manifests };
};

const catalogOf = (
  defaults: LoadedDefaults,
  { id, description, owner, namespace, kind }: Environment,
): Pick<EnvironmentSummary, 'catalogInfo'> => {
  const settings = resolveBackstage(defaults);
  if (settings === undefined) return {};
  return { catalogInfo: catalogInfo(settings, { id, description, owner, namespace: namespace.name, kind }) };
};

const kindsOf = (manifests: readonly Manifest[]): string =>
  [...new Set(manifests.map(({ apiVersion, kind }) => `${/^(.*)\//.exec(apiVersion)?.[1] ?? ''}/${kind}`))]
    .sort()
    .join(' ');
