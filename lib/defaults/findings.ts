import { type Layer, placeOf } from '../config/load';
import { formatPath, type Path } from '../config/path';
import type { Values } from '../config/schema';
import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { type Merged, mergeLayers } from './merge';
import { builtInProfiles, externalDefaults, type ProfileName } from './profiles';
import { shareVdb } from './share-vdb';

export type { Path } from '../config/path';

/** The files that decide an environment; the built-in profile lies below them. */
export interface Layers {
  /** environments/defaults.yaml. */
  readonly organisation?: Layer | undefined;
  /** Its `profiles`. */
  readonly profiles?: { readonly [profile in ProfileName]?: Layer } | undefined;
  /** environments/<env>/values.yaml. */
  readonly values: Layer;
}

/** The merged values of one environment, and the list of what is wrong with them. */
export interface Findings {
  readonly kind: Kind;
  readonly values: Values;
  readonly diagnostics: Diagnostic[];
  /** Lines for people about what is no mistake. */
  readonly notices: string[];
  notice(path: Path, message: string): void;
  /** A finding at the value; where it is not written, at the nearest parent's key; else at the top of values.yaml. */
  add(code: DiagnosticCode, path: Path, message: string): void;
  /** The value; a finding and `otherwise` where there is none. `what` says what it is for. */
  required<T>(path: Path, value: T | undefined, otherwise: T, what?: string): T;
  /** Whether values.yaml itself writes this key. */
  written(path: Path): boolean;
  /** Refuses a key that values.yaml writes although it has no effect; an inherited one is dropped in silence. */
  noEffect(path: Path, why: string): void;
}

/** A built-in profile as a layer without a file. */
type BuiltIn = Pick<Layer, 'value'>;

/** Who runs the server. Only values.yaml itself says so: an organisation's defaults hold what every kind needs. */
export type Kind = 'database' | 'vdb' | 'external';
export const kindOf = ({ values: { value } }: Layers): Kind =>
  value.external != null ? 'external' : (value.vdb ?? value.vdbs) != null ? 'vdb' : 'database';

/** Blocks of values.yaml that a server elsewhere does not have. */
export const workloadBlocks = [
  'database',
  'credentials',
  'access',
  'tls',
  'backup',
  'bootstrap',
  'serviceAccount',
] as const;

/** Blocks that belong to other kinds: inherited, they are left out. */
const foreignBlocks: Readonly<Record<Kind, ReadonlySet<string>>> = {
  database: new Set(['vdb', 'vdbs', 'external']),
  vdb: new Set(['database', 'tls', 'backup', 'bootstrap', 'serviceAccount', 'external']),
  external: new Set([...workloadBlocks, 'vdb', 'vdbs']),
};

/** built-in profile → defaults.yaml → its profile → values.yaml. Blocks of other kinds of environments are left out. */
export const mergeEnvironment = (layers: Layers): Merged<Layer | BuiltIn> => {
  const profile = profileOf(layers);
  const stack: (Layer | BuiltIn)[] = [{ value: { ...builtInProfiles[profile], external: externalDefaults } }];
  if (layers.organisation !== undefined) stack.push(layers.organisation);
  const own = layers.profiles?.[profile];
  if (own !== undefined) stack.push(own);
  stack.push(layers.values);
  const foreign = foreignBlocks[kindOf(layers)];
  return mergeLayers(
    shareVdb(stack, layers.values).map((layer) => ({
      ...layer,
      value: Object.fromEntries(Object.entries(layer.value).filter(([key]) => !foreign.has(key))) as Values,
    })),
  );
};

/** null removes what defaults.yaml says, like any other key. */
const profileOf = ({ values, organisation }: Layers): ProfileName => {
  const own: ProfileName | null | undefined = values.value.profile;
  return (own === undefined ? organisation?.value.profile : own) ?? 'production';
};

export const startFindings = (layers: Layers): Findings => {
  const merged = mergeEnvironment(layers);
  const diagnostics: Diagnostic[] = [];
  const notices: string[] = [];
  const written = (path: Path): boolean => at(layers.values.value, path) != null;
  const add = (code: DiagnosticCode, path: Path, message: string): void => {
    diagnostics.push({ code, ...place(path, merged, layers.values), message });
  };
  return {
    kind: kindOf(layers),
    values: merged.value as Values,
    diagnostics,
    notices,
    notice: (path, message) => {
      const { file, line, column } = place(path, merged, layers.values);
      notices.push(`${file}:${line}:${column} notice: ${message}`);
    },
    add,
    required: (path, value, otherwise, what) => {
      if (value === undefined)
        add('missing-key', path, `${formatPath(path)} is missing${what === undefined ? '' : `: ${what}`}`);
      return value ?? otherwise;
    },
    written,
    noEffect: (path, why) => {
      if (!written(path)) return;
      diagnostics.push({
        code: 'no-effect',
        file: layers.values.file,
        ...placeOf(layers.values, path, 'key'),
        message: `${formatPath(path)} has no effect: ${why}`,
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
  return { file: values.file, ...placeOf(values, path, 'key') };
};

const at = (root: unknown, path: Path): unknown => {
  let node = root;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string | number, unknown>)[key];
  }
  return node;
};
