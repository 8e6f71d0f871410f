import type { z } from 'zod';
import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { readYaml, type YamlDocument } from './documents';
import type { Path } from './path';
import type { Position } from './positions';
import { defaultsSchema, type OrganisationDefaults, type Values, valuesSchema } from './schema';
import { findSecrets } from './secrets';
import type { Data } from './strictness';
import { validate } from './validate';

/** One layer of settings: a whole values.yaml, or one part of environments/defaults.yaml. */
export interface Layer {
  /** Path relative to the project root, with forward slashes. */
  readonly file: string;
  /**
   * The settings as written, on null-prototype objects. **A key may hold null, against its type**: the inherited key is removed. Merging
   * must look for it; everything else is valid by the schema.
   */
  readonly value: Values;
  /** The place of a key or value of this layer; undefined where the layer does not write it. */
  locate(path: Path, at: 'key' | 'value'): Position | undefined;
}

export interface LoadedValues {
  /** Absent where the file has any mistake. */
  readonly layer?: Layer;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedDefaults {
  /** What stands outside `profiles`; absent where the file has any mistake. */
  readonly layer?: Layer;
  readonly profiles: { readonly [profile in NonNullable<Values['profile']>]?: Layer };
  /** What belongs to the organisation alone. */
  readonly argocd?: OrganisationDefaults['argocd'];
  readonly backstage?: OrganisationDefaults['backstage'];
  readonly codeowners?: OrganisationDefaults['codeowners'];
  readonly storageClasses?: OrganisationDefaults['storageClasses'];
  readonly diagnostics: readonly Diagnostic[];
}

/** Bytes of environments/<env>/values.yaml to a layer. Every mistake of the file is reported at once. */
export const loadValues = (file: string, bytes: Buffer): LoadedValues => {
  const { document, diagnostics } = load(file, bytes, valuesSchema);
  if (document === undefined || diagnostics.length > 0) return { diagnostics };
  if (document.data === undefined) {
    const message = 'the file is empty: an environment needs at least "database:", "vdb:" or "external:"';
    return { diagnostics: [{ code: 'environment-empty', file, message, ...document.start, column: 1 }] };
  }
  return { layer: layerOf(file, document, document.data, []), diagnostics };
};

/** Bytes of environments/defaults.yaml to a layer for everybody and one per profile. An empty file is no mistake. */
export const loadDefaults = (file: string, bytes: Buffer): LoadedDefaults => {
  const { document, diagnostics } = load(file, bytes, defaultsSchema);
  if (document === undefined || diagnostics.length > 0) return { profiles: {}, diagnostics };
  const { profiles, argocd, backstage, codeowners, storageClasses, ...top } = (document.data ?? {}) as {
    readonly [key: string]: Data;
  };
  const layers: { production?: Layer; development?: Layer } = {};
  for (const profile of ['production', 'development'] as const) {
    const data = isObject(profiles) ? profiles[profile] : undefined;
    if (isObject(data)) layers[profile] = layerOf(file, document, data, ['profiles', profile]);
  }
  return {
    layer: layerOf(file, document, Object.assign(Object.create(null), top), []),
    profiles: layers,
    argocd: argocd as OrganisationDefaults['argocd'],
    backstage: backstage as OrganisationDefaults['backstage'],
    codeowners: codeowners as OrganisationDefaults['codeowners'],
    storageClasses: storageClasses as OrganisationDefaults['storageClasses'],
    diagnostics,
  };
};

/**
 * The best place for a remark about a path of a layer: the value or key itself, else the key of the nearest parent that is written, else
 * the first line.
 */
export const placeOf = (
  layer: Pick<Layer, 'locate'>,
  path: Path,
  at: 'key' | 'value',
): Pick<Diagnostic, 'line' | 'column' | 'source'> => {
  for (let length = path.length; length > 0; length--) {
    const place = layer.locate(path.slice(0, length), length === path.length ? at : 'key');
    if (place !== undefined) return place;
  }
  return layer.locate([], 'value') ?? { line: 1, column: 1 };
};

const layerOf = (file: string, document: YamlDocument, value: Data, prefix: Path): Layer => ({
  file,
  value: value as Values,
  locate: (path, at) => document.locate([...prefix, ...path], at),
});

const load = (
  file: string,
  bytes: Buffer,
  schema: z.ZodType,
): { readonly document: YamlDocument | undefined; readonly diagnostics: readonly Diagnostic[] } => {
  const { documents, diagnostics: syntax } = readYaml(file, bytes);
  const [document, second] = documents;
  if (document === undefined) return { document, diagnostics: syntax };
  const diagnostics = [...syntax];
  const report = (
    code: DiagnosticCode,
    place: Pick<Diagnostic, 'line' | 'column' | 'source'>,
    message: string,
  ): void => {
    diagnostics.push({ code, file, message, ...place });
  };
  if (second !== undefined) report('yaml-syntax', second.start, 'a second document begins here, but only one is read');
  if (document.data === undefined) return { document, diagnostics };
  if (!isObject(document.data)) {
    report('invalid-value', placeOf(document, [], 'value'), 'the file must hold settings like "owner: team-orders"');
    return { document, diagnostics };
  }
  const secrets = findSecrets(document.data, schema);
  for (const { path, message } of secrets) report('secret-in-values', placeOf(document, path, 'key'), message);
  const known = new Set([...document.refused, ...secrets.map(({ id }) => id)]);
  const judged = document.hasNull ? withoutNull(document.data) : document.data;
  for (const { code, path, at, message } of validate(schema, judged, known, (path) => writtenAt(document, path))) {
    report(code, placeOf(document, path, at), message);
  }
  return { document, diagnostics: hideSecrets(diagnostics) };
};

/** The first word at a value, as it stands in the file: `15.10`, where the number is 15.1. */
const writtenAt = (document: YamlDocument, path: Path): string | undefined => {
  const place = document.locate(path, 'value');
  if (place === undefined) return undefined;
  return /^[^\s,\]}"'#]+/.exec([...place.source].slice(place.column - 1).join(''))?.[0];
};

/** A line that holds a secret is not printed: the output of a check is read by more people than the file. */
const hideSecrets = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const lines = new Set(diagnostics.filter(({ code }) => code === 'secret-in-values').map(({ line }) => line));
  if (lines.size === 0) return diagnostics;
  return diagnostics.map(({ source, ...rest }) =>
    lines.has(rest.line) || source === undefined ? rest : { ...rest, source },
  );
};

/** A copy without the keys that are null; lists stay as they are, since nothing is inherited into them. */
const withoutNull = (data: Data): Data => {
  if (!isObject(data)) return data;
  const copy: { [key: string]: Data } = Object.create(null);
  for (const [key, value] of Object.entries(data)) if (value !== null) copy[key] = withoutNull(value);
  return copy;
};

const isObject = (data: Data | undefined): data is { readonly [key: string]: Data } =>
  typeof data === 'object' && data !== null && !Array.isArray(data);
