import { decode } from '../../config/decode';
import type { EnvironmentInputs } from '../../config/inputs';
import { newValues } from '../../config/new-values';
import { type Kind, kindOf } from '../../defaults/findings';
import type { Diagnostic } from '../../diagnostic';
import { type Fleet, layersOf, resolveEnvironment } from '../../fleet';
import { inputsOf } from '../../synth/draft';
import { copiedValues, withRenamed } from './copy';
import type { NewRequest } from './request';
import { changesOf } from './settings';

/** A new environment before it is judged. */
export interface Draft {
  readonly inputs: EnvironmentInputs;
  readonly kind: Kind;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

type Mistakes = { readonly diagnostics: readonly Diagnostic[] };
type NoDraft = { readonly problem: string } | Mistakes;
type Files = ReadonlyMap<string, Buffer>;

/** `source`: the environment to copy; undefined: made from a profile. */
export const draftOf = (fleet: Fleet, request: NewRequest, source: EnvironmentInputs | undefined): Draft | NoDraft =>
  source === undefined ? fromProfile(fleet, request) : fromSource(fleet, request, source);

const fromProfile = (fleet: Fleet, { id, chosen }: NewRequest): Draft | NoDraft => {
  const kind = chosen.vdb === undefined ? 'database' : 'vdb';
  const settings = changesOf(chosen, kind);
  if ('problem' in settings) return settings;
  const values = Buffer.from(newValues(settings.changes));
  return { inputs: inputsOf(fleet, id, new Map([['values.yaml', values]])), kind, notes: [] };
};

const fromSource = (fleet: Fleet, { id, chosen }: NewRequest, source: EnvironmentInputs): Draft | NoDraft => {
  const layers = layersOf(fleet, source);
  if ('diagnostics' in layers) return layers;
  const kind = kindOf(layers);
  const settings = changesOf(chosen, layers.values.value.vdbs == null ? kind : 'vdbs');
  if ('problem' in settings) return settings;
  const { text } = decode(source.files.get('values.yaml') ?? Buffer.alloc(0));
  const copy = copiedValues(source.id, text, layers.values.value, settings.changes);
  const files = new Map([...source.files, ['values.yaml', Buffer.from(copy.text)] as const]);
  const renamed = withNamespace(fleet, source, id, files);
  if ('diagnostics' in renamed) return renamed;
  const notes = [...copy.notes, ...source.oversized.map((path) => `left out: ${path}, which is too large to be read`)];
  return { inputs: inputsOf(fleet, id, renamed.files), kind, notes };
};

/** Objects of manifests/ name the namespace, which follows from the values of both. */
const withNamespace = (
  fleet: Fleet,
  source: EnvironmentInputs,
  id: string,
  files: Files,
): { readonly files: Files } | Mistakes => {
  const others = new Map([...files].filter(([path]) => !path.startsWith('manifests/')));
  if (others.size === files.size) return { files };
  const before = resolveEnvironment(fleet, source);
  if ('diagnostics' in before) return before;
  const after = resolveEnvironment(fleet, inputsOf(fleet, id, others));
  if ('diagnostics' in after) return after;
  return { files: withRenamed(files, before.environment.namespace.name, after.environment.namespace.name) };
};
