import { loadFleet } from '../../fleet';
import { fileName, type Manifest } from '../../manifest';
import type { SidesProblem } from './sides';

/** A file of dist/, and what it says where it was made here. */
export interface Content {
  readonly text: string;
  readonly object?: Manifest | undefined;
}

/** Contents by path below the root, of environments whose inputs changed. cdk8s is loaded only where there is one. */
export const render = async (
  root: string,
  ids: readonly string[],
): Promise<
  | { readonly files: ReadonlyMap<string, ReadonlyMap<string, Content>> }
  | { readonly diagnostics: NonNullable<SidesProblem['diagnostics']> }
> => {
  if (ids.length === 0) return { files: new Map() };
  const { renderInputs } = await import('../../synth/environment');
  const fleet = loadFleet(root, ids);
  if (fleet.diagnostics.length > 0) return { diagnostics: fleet.diagnostics };
  const files = new Map<string, ReadonlyMap<string, Content>>();
  const mistakes = fleet.inputs.environments.flatMap((inputs) => {
    // What a change does is what the plan judges: it is not refused here.
    const rendered = renderInputs(fleet.defaults, inputs, { dist: undefined, allowRename: true });
    if ('diagnostics' in rendered) return rendered.diagnostics;
    const objects = new Map(rendered.manifests.map((manifest) => [`${inputs.id}/${fileName(manifest)}`, manifest]));
    const contents = [...rendered.files].map(
      ([path, text]) => [`dist/${path}`, { text, object: objects.get(path) }] as const,
    );
    files.set(inputs.id, new Map(contents));
    return [];
  });
  return mistakes.length > 0 ? { diagnostics: mistakes } : { files };
};
