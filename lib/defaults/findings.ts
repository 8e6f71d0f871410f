import type { Layer } from '../config/load';
import type { Values } from '../config/schema';
import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { type Merged, mergeLayers } from './merge';
import { builtInProfiles, type ProfileName } from './profiles';

export type Path = readonly (string | number)[];

/** The files that decide an environment; the built-in profile lies below them. */
export interface Layers {
  /** environments/defaults.yaml. */
  readonly organisation?: Layer | undefined;
  /** Its `profiles`. */
  readonly profiles?: Readonly<Partial<Record<ProfileName, Layer>>> | undefined;
  /** environments/<env>/values.yaml. */
  readonly values: Layer;
}

/** The merged values of one environment, and the list of what is wrong with them. */
export interface Findings {
  readonly values: Values;
  readonly diagnostics: Diagnostic[];
  /** A finding at the value; where it is not written, at the nearest parent's key; else at the top of values.yaml. */
  add(code: DiagnosticCode, path: Path, message: string): void;
  /** Whether values.yaml itself writes this key. */
  written(path: Path): boolean;
  /** Refuses a key that values.yaml writes although it has no effect; an inherited one is dropped in silence. */
  noEffect(path: Path, why: string): void;
}

/** A built-in profile as a layer without a file. */
interface BuiltIn {
  readonly value: Values;
}

/** built-in profile → defaults.yaml → its profile → values.yaml. */
export const mergeEnvironment = (layers: Layers): Merged<Layer | BuiltIn> => {
  const profile: ProfileName = layers.values.value.profile ?? layers.organisation?.value.profile ?? 'production';
  const stack: (Layer | BuiltIn)[] = [{ value: builtInProfiles[profile] }];
  if (layers.organisation !== undefined) stack.push(layers.organisation);
  const own = layers.profiles?.[profile];
  if (own !== undefined) stack.push(own);
  stack.push(layers.values);
  return mergeLayers(stack);
};

export const startFindings = (layers: Layers): Findings => {
  const merged = mergeEnvironment(layers);
  const diagnostics: Diagnostic[] = [];
  const written = (path: Path): boolean => at(layers.values.value, path) != null;
  const add = (code: DiagnosticCode, path: Path, message: string): void => {
    diagnostics.push({ code, ...place(path, merged, layers.values), message });
  };
  return {
    values: merged.value as Values,
    diagnostics,
    add,
    written,
    noEffect: (path, why) => {
      if (!written(path)) return;
      const found = layers.values.locate(path, 'key') ?? { line: 1, column: 1 };
      diagnostics.push({
        code: 'no-effect',
        file: layers.values.file,
        ...found,
        message: `${path.join('.')} has no effect: ${why}`,
      });
    },
  };
};

const place = (path: Path, merged: Merged<Layer | BuiltIn>, values: Layer): Omit<Diagnostic, 'code' | 'message'> => {
  const origin = merged.originOf(path);
  if (origin !== undefined && 'locate' in origin) {
    const found = origin.locate(path, 'value');
    if (found !== undefined) return { file: origin.file, ...found };
  }
  for (let length = path.length; length > 0; length--) {
    const found = values.locate(path.slice(0, length), 'key');
    if (found !== undefined) return { file: values.file, ...found };
  }
  return { file: values.file, line: 1, column: 1 };
};

const at = (root: unknown, path: Path): unknown => {
  let node = root;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string | number, unknown>)[key];
  }
  return node;
};
