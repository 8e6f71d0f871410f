import { decode } from '../config/decode';
import type { EnvironmentInputs } from '../config/inputs';
import { newValues } from '../config/new-values';
import type { Environment } from '../defaults/environment';
import type { Diagnostic } from '../diagnostic';
import { type Fleet, layersOf, resolveEnvironment } from '../fleet';
import { inputsOf } from '../synth/draft';
import { copiedFiles, copiedValues } from './new-copy';
import type { NewRequest } from './new-request';
import { changesOf } from './new-settings';

/** A new environment before it is judged. */
export interface Draft {
  readonly inputs: EnvironmentInputs;
  readonly environment: Environment;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

type NoDraft = { readonly problem: string } | { readonly diagnostics: readonly Diagnostic[] };

/** `source`: the environment to copy; undefined: made from a profile. */
export const draftOf = (fleet: Fleet, request: NewRequest, source: EnvironmentInputs | undefined): Draft | NoDraft =>
  source === undefined ? fromProfile(fleet, request) : fromSource(fleet, request, source);

const fromProfile = (fleet: Fleet, { id, chosen }: NewRequest): Draft | NoDraft => {
  const settings = changesOf(chosen, chosen.vdb === undefined ? 'database' : 'vdb');
  if ('problem' in settings) return settings;
  return completed(fleet, id, newValues(settings.changes), () => new Map(), []);
};

const fromSource = (fleet: Fleet, { id, chosen }: NewRequest, source: EnvironmentInputs): Draft | NoDraft => {
  const layers = layersOf(fleet, source);
  if ('diagnostics' in layers) return layers;
  const resolved = resolveEnvironment(fleet, source);
  if ('diagnostics' in resolved) return resolved;
  const { kind, namespace } = resolved.environment;
  const settings = changesOf(chosen, layers.values.value.vdbs == null ? kind : 'vdbs');
  if ('problem' in settings) return settings;
  const { text } = decode(source.files.get('values.yaml') ?? Buffer.alloc(0));
  const copy = copiedValues(source.id, text, layers.values.value, settings.changes);
  return completed(fleet, id, copy.text, (name) => copiedFiles(source.files, namespace.name, name), [
    ...copy.notes,
    ...source.oversized.map((path) => `left out: ${path}, which is too large to be read`),
  ]);
};

/** `beside`: the files beside values.yaml, once the namespace is known. */
const completed = (
  fleet: Fleet,
  id: string,
  text: string,
  beside: (namespace: string) => ReadonlyMap<string, Buffer>,
  notes: readonly string[],
): Draft | NoDraft => {
  const values = ['values.yaml', Buffer.from(text)] as const;
  const withoutObjects = [...beside('')].filter(([path]) => !path.startsWith('manifests/'));
  const resolved = resolveEnvironment(fleet, inputsOf(fleet, id, new Map([...withoutObjects, values])));
  if ('diagnostics' in resolved) return resolved;
  const { environment } = resolved;
  const inputs = inputsOf(fleet, id, new Map([...beside(environment.namespace.name), values]));
  return { inputs, environment, notes: [...notes, ...resolved.notices] };
};
