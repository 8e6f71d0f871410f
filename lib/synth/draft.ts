import { fleetConflicts } from '../checks/fleet';
import type { EnvironmentInputs } from '../config/inputs';
import { withSources } from '../config/sources';
import type { Diagnostic } from '../diagnostic';
import { type Fleet, resolveEnvironment } from '../fleet';
import { renderInputs } from './environment';

/** An environment that is not on the disk yet, as if it were read from there. */
export const inputsOf = (fleet: Fleet, id: string, files: ReadonlyMap<string, Buffer>): EnvironmentInputs => {
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { ids, defaults, environments } = fleet.inputs;
  const [inputs] = withSources(
    [{ id, files: sorted, oversized: [] }],
    ids,
    defaults,
    (other) => environments.find((environment) => environment.id === other)?.files,
  );
  if (inputs === undefined) throw new Error(`${id} has no inputs`);
  return inputs;
};

/** What a synth of all environments would say against this one. */
export const judge = (fleet: Fleet, inputs: EnvironmentInputs): readonly Diagnostic[] => {
  const rendered = renderInputs(fleet.defaults, inputs, { dist: undefined, allowRename: false });
  if ('diagnostics' in rendered) return rendered.diagnostics;
  const { id, cluster, namespace } = rendered.summary;
  const others = fleet.inputs.environments
    .filter((other) => mayClaim(fleet, other, namespace))
    .flatMap((other) => {
      const resolved = resolveEnvironment(fleet, other);
      if ('diagnostics' in resolved) return [];
      const { environment } = resolved;
      return [{ id: environment.id, cluster: environment.cluster, namespace: environment.namespace.name }];
    });
  return fleetConflicts([{ id, cluster, namespace }, ...others]).filter(({ file }) =>
    file.startsWith(`environments/${id}/`),
  );
};

/** Without parsing hundreds of files: its namespace is made from its name, or written out, if not by an escape. */
const mayClaim = ({ inputs }: Fleet, { id, files }: EnvironmentInputs, namespace: string): boolean =>
  namespace.endsWith(id) ||
  [inputs.defaults, files.get('values.yaml')].some(
    (text) => text?.includes(namespace) === true || text?.includes('\\') === true,
  );
