import { type EnvironmentInputs, type FleetInputs, readFleet } from './config/inputs';
import { type LoadedDefaults, loadDefaults, loadValues } from './config/load';
import type { Layers } from './defaults/findings';
import { type Resolved, resolve } from './defaults/resolve';
import type { Sources } from './defaults/restore/origin';
import type { Diagnostic } from './diagnostic';

/** environments/ as read, and the organisation's layer of it. */
export interface Fleet {
  readonly inputs: FleetInputs;
  readonly defaults: LoadedDefaults;
  /** Mistakes of the directory itself and of defaults.yaml. */
  readonly diagnostics: readonly Diagnostic[];
}

const defaultsFile = 'environments/defaults.yaml';
const noDefaults: LoadedDefaults = { profiles: {}, diagnostics: [] };

/** Reads environments/ below the project root. `only` names the environments to read; empty: all. */
export const loadFleet = (root: string, only: readonly string[] = []): Fleet => {
  const inputs = readFleet(root, only.length === 0 ? undefined : only);
  const defaults = organisationDefaults(inputs.defaults);
  return { inputs, defaults, diagnostics: [...inputs.diagnostics, ...defaults.diagnostics] };
};

/** `bytes`: content of environments/defaults.yaml, where there is one. */
export const organisationDefaults = (bytes: Buffer | undefined): LoadedDefaults =>
  bytes === undefined ? noDefaults : loadDefaults(defaultsFile, bytes);

/** The layers of one environment, or the mistakes of its values.yaml. Their order and merging: lib/defaults/findings.ts. */
export const layersOf = (
  fleet: Pick<Fleet, 'defaults'>,
  { id, files }: Pick<EnvironmentInputs, 'id' | 'files'>,
): Layers | { readonly diagnostics: readonly Diagnostic[] } => {
  const { layer, diagnostics } = loadValues(
    `environments/${id}/values.yaml`,
    files.get('values.yaml') ?? Buffer.alloc(0),
  );
  if (layer === undefined) return { diagnostics };
  return { values: layer, organisation: fleet.defaults.layer, profiles: fleet.defaults.profiles };
};

/** The environments that this one may be restored from; undefined: its text names none. */
export const sourcesOf = (fleet: Pick<Fleet, 'defaults'>, { sources }: EnvironmentInputs): Sources | undefined =>
  sources === undefined
    ? undefined
    : {
        ids: sources.ids,
        of: (id) => {
          const files = sources.files.get(id);
          if (files === undefined) return undefined;
          const layers = layersOf(fleet, { id, files });
          return 'diagnostics' in layers ? undefined : { layers, files };
        },
      };

/** One environment, resolved, or everything that is wrong with it. */
export const resolveEnvironment = (fleet: Fleet, inputs: EnvironmentInputs): Resolved => {
  const layers = layersOf(fleet, inputs);
  return 'diagnostics' in layers ? layers : resolve(inputs, layers, sourcesOf(fleet, inputs));
};
