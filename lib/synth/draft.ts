import { type EnvironmentSummary, fleetConflicts } from '../checks/fleet';
import type { EnvironmentInputs } from '../config/inputs';
import { withSources } from '../config/sources';
import { type Fleet, resolveEnvironment } from '../fleet';
import type { Refusal } from '../output/write';
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

/** Where it would be and what is to be known of it, or what a synth of all environments would say against it. */
export const judge = (fleet: Fleet, inputs: EnvironmentInputs): EnvironmentSummary | Refusal => {
  const rendered = renderInputs(fleet.defaults, inputs, { dist: undefined, allowRename: false });
  if ('diagnostics' in rendered) return rendered;
  const { summary } = rendered;
  const others = fleet.inputs.environments
    .filter((other) => mayClaim(fleet, other, summary.namespace))
    .flatMap((other) => {
      const resolved = resolveEnvironment(fleet, other);
      if ('diagnostics' in resolved) return [];
      const { id, cluster, namespace } = resolved.environment;
      return [{ id, cluster, namespace: namespace.name }];
    });
  const diagnostics = fleetConflicts([summary, ...others]).filter(({ file }) =>
    file.startsWith(`environments/${inputs.id}/`),
  );
  return diagnostics.length === 0 ? summary : { diagnostics };
};

/** Without parsing hundreds of files: its namespace is made from its name, or written out, if not by an escape. */
const mayClaim = ({ inputs }: Fleet, { id, files }: EnvironmentInputs, namespace: string): boolean =>
  namespace.endsWith(id) ||
  [inputs.defaults, files.get('values.yaml')].some(
    (text) => text?.includes(namespace) === true || text?.includes('\\') === true,
  );
