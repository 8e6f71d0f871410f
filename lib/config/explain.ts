import { z } from 'zod';
import { defaultsSchema } from './schema';
import { alternatives, childOf, childrenOf, metaOf, settings, unwrap } from './schema/tree';
import { suggest } from './suggest';

type Schema = z.core.$ZodType;

/** One setting in words: a row of `pgfleet explain KEY`. */
export interface Explanation {
  /** As one writes it: `database.storage.size`, `access.from[].cidr`. */
  readonly path: string;
  readonly type: string;
  readonly description: string;
  /** Empty where there is none. */
  readonly unit: string;
  /** undefined: the setting is absent by default, or is a block, whose settings have defaults of their own. */
  readonly default: unknown;
  /** Every value, where they can be listed. */
  readonly allowed: readonly string[];
  readonly example: unknown;
}

/** The path is not a setting; `suggestion` is the one that was probably meant. */
export interface UnknownSetting {
  readonly suggestion: string | undefined;
}

/**
 * A setting and, for a block, the settings directly below it. The empty path lists what stands at the top. `profiles.<profile>.` before a
 * path, and `[]` or a number for an item of a list, are understood. `defaults` is the merged data of the defaults.
 */
export const explainKey = (path: string, defaults: unknown): readonly Explanation[] | UnknownSetting => {
  const parts = path
    .replace(/\[([0-9]*)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '');
  const found = follow(parts);
  if (found === undefined) return { suggestion: nearest(parts.filter((part) => !/^[0-9]+$/.test(part)).join('.')) };
  const { schema, shown, fallback } = found;
  const value = dig(defaults, shown);
  const children = [...childrenOf(schema)].map(([key, child]) =>
    explanation(child, [...shown, key], fieldOf(value, key), ''),
  );
  return shown.length === 0 ? children : [explanation(schema, shown, value, fallback), ...children];
};

interface Found {
  readonly schema: Schema;
  /** With `[]` where a list is passed. */
  readonly shown: readonly string[];
  /** Words of the map or list around, for a value that has none of its own. */
  readonly fallback: string;
}

const follow = (parts: readonly string[]): Found | undefined => {
  let schema: Schema = defaultsSchema;
  const shown: string[] = [];
  let fallback = '';
  for (const part of parts) {
    fallback = metaOf(schema).description ?? fallback;
    const list = alternatives(schema).find((option) => unwrapsToList(option));
    const from = list === undefined ? schema : (childOf(list, 0) ?? schema);
    if (list !== undefined && shown.length > 0) shown.push(`${shown.pop()}[]`);
    if (list !== undefined && /^[0-9]+$/.test(part)) {
      schema = from;
      continue;
    }
    const child = childOf(from, part);
    if (child === undefined) return undefined;
    schema = child;
    shown.push(part);
  }
  return { schema, shown, fallback };
};

const unwrapsToList = (schema: Schema): boolean => unwrap(schema) instanceof z.ZodArray;

const explanation = (schema: Schema, path: readonly string[], value: unknown, fallback: string): Explanation => {
  const { description = fallback, unit = '', examples = [] } = metaOf(schema);
  const block = childrenOf(schema).size > 0 && !Array.isArray(value) && typeof value === 'object';
  return {
    path: path.join('.'),
    type: typeWords(schema),
    description,
    unit,
    default: block ? undefined : value,
    allowed: allowed(schema),
    example: examples[0],
  };
};

/** Nothing where one of the alternatives takes more than can be listed. */
const allowed = (schema: Schema): readonly string[] => {
  const lists = alternatives(schema).map(listed);
  return lists.some((list) => list.length === 0) ? [] : lists.flat();
};

const listed = (schema: Schema): readonly string[] => {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => (value === '' ? '""' : String(value)));
  return schema instanceof z.ZodBoolean ? ['true', 'false'] : [];
};

const typeWords = (schema: Schema): string => [...new Set(alternatives(schema).map(typeWord))].join(' or ');

const typeWord = (schema: Schema): string => {
  if (schema instanceof z.ZodObject) return 'block';
  if (schema instanceof z.ZodRecord) return 'map';
  if (schema instanceof z.ZodArray) return `list of ${typeWords(schema.element)}`;
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'whole number' : 'number';
  if (schema instanceof z.ZodLiteral) return typeof [...schema.values][0] === 'number' ? 'whole number' : 'text';
  return 'text';
};

/** The whole path that is closest, or the path of the only kind of key with that last part. */
const nearest = (path: string): string | undefined => {
  const all = [...settings(defaultsSchema)].map(([parts]) => parts.filter((part) => part !== '').join('.'));
  const last = path.split('.').at(-1) ?? '';
  return (
    suggest(path, all) ??
    all.find((candidate) => candidate.split('.').at(-1) === last) ??
    suggest(
      last,
      all.map((candidate) => candidate.split('.').at(-1) ?? ''),
    )
  );
};

const dig = (data: unknown, path: readonly string[]): unknown => {
  const from = path[0] === 'profiles' ? path.slice(2) : path;
  return from.reduce<unknown>((at, part) => fieldOf(at, part), data);
};

const fieldOf = (data: unknown, key: string): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as { readonly [key: string]: unknown })[key]
    : undefined;
