import type { z } from 'zod';
import type { DiagnosticCode } from '../diagnostic';
import { issueWords } from './issue-words';
import { formatPath, type Path, pathId } from './path';
import { allowedKeys, metaOf, schemaAt, settings } from './schema/tree';
import type { Data } from './strictness';
import { didYouMean, suggest } from './suggest';

export interface Invalid {
  readonly code: DiagnosticCode;
  readonly path: Path;
  /** Where the mistake is shown: at the key or at the value. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** Most mistakes that one file reports. A file with more is not a values.yaml at all. */
const mostMistakes = 200;

/**
 * What the schema has against some data, in plain words. `refused` holds the `pathId` of values that are reported already; nothing is said
 * about those or what they hold. `writtenAt` gives the text of a value as it stands in the file.
 */
export const validate = (
  schema: z.ZodType,
  data: Data,
  refused: ReadonlySet<string>,
  writtenAt: (path: Path) => string | undefined,
): readonly Invalid[] => {
  const result = schema.safeParse(data);
  if (result.success) return [];
  const found = result.error.issues
    .flatMap((issue) => flatten(issue, data, []))
    .slice(0, mostMistakes + 1)
    .flatMap((issue) => explain(schema, issue, data, writtenAt))
    .filter(({ path }) => !path.some((_, index) => refused.has(pathId(path.slice(0, index + 1)))));
  if (found.length <= mostMistakes) return found;
  const message = `the file has more than ${mostMistakes} mistakes; the others are not listed`;
  return [...found.slice(0, mostMistakes), { code: 'invalid-value', path: [], at: 'value', message }];
};

/** Replaces a union by the complaint of the alternative that was meant: the one whose type fits the data. */
const flatten = (issue: Issue, data: Data, prefix: Path): readonly Issue[] => {
  const path = [...prefix, ...issue.path] as (string | number)[];
  if (issue.code === 'invalid_union' && !isOwnMessage(issue.message)) {
    const meant = issue.errors.filter((errors) => !errors.some((error) => isTypeMismatch(error)));
    const [only] = meant;
    if (only !== undefined && meant.length === 1) return only.flatMap((error) => flatten(error, data, path));
  }
  return [{ ...issue, path }];
};

const isTypeMismatch = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

/** Messages that lib/config/scalars.ts and schema.ts write themselves begin with "must"; those of zod do not. */
const isOwnMessage = (message: string): boolean => message.startsWith('must ');

const explain = (
  schema: z.ZodType,
  issue: Issue,
  data: Data,
  writtenAt: (path: Path) => string | undefined,
): readonly Invalid[] => {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostMistakes + 1).map((key) => unknownKey(schema, path, key));
  if (issue.code === 'invalid_key') {
    const message = issue.issues.find((inner) => isOwnMessage(inner.message))?.message ?? 'must be another key';
    return [{ code: 'invalid-value', path, at: 'key', message: `the key ${formatPath(path)} ${message}` }];
  }
  const value = valueAt(data, path);
  if (value === undefined) {
    const { description } = metaOf(schemaAt(schema, path) ?? schema);
    const hint = description === undefined ? '' : `: ${description.replace(/\.$/, '')}`;
    return [{ code: 'missing-key', path, at: 'key', message: `${formatPath(path)} is missing${hint}` }];
  }
  const own = isOwnMessage(issue.message) ? issue.message : undefined;
  const said = issueWords(issue, value, writtenAt(path), own);
  return [{ code: 'invalid-value', path, at: 'value', message: `${formatPath(path)} ${said}` }];
};

/** Number of keys of a block up to which a message lists them all. */
const fewKeys = 8;

const unknownKey = (schema: z.ZodType, parent: Path, key: string): Invalid => {
  const at = schemaAt(schema, parent);
  const siblings = at === undefined ? [] : allowedKeys(at);
  const path = [...parent, key];
  const near = suggest(key, siblings);
  const elsewhere = near === undefined ? placeElsewhere(schema, key) : undefined;
  const known = siblings.length <= fewKeys ? `; known here: ${siblings.join(', ')}` : '';
  const hint =
    elsewhere === undefined ? didYouMean(key, siblings) || known : `; did you mean ${JSON.stringify(elsewhere)}?`;
  return { code: 'unknown-key', path, at: 'key', message: `${formatPath(path)} is not a setting${hint}` };
};

/** The full path of a setting of that very name that stands in another block. */
const placeElsewhere = (schema: z.ZodType, key: string): string | undefined => {
  for (const [path] of settings(schema)) {
    if (path.at(-1) === key && path[0] !== 'profiles' && !path.includes('')) return path.join('.');
  }
  return undefined;
};

const valueAt = (data: Data, path: Path): Data | undefined => {
  let at: Data | undefined = data;
  for (const part of path) {
    at = typeof at === 'object' && at !== null ? (at as { readonly [key: string]: Data })[part] : undefined;
  }
  return at;
};
