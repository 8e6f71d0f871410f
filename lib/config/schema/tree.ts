import type { z } from 'zod';
import type { Path } from '../path';

/** What a schema says about itself by `.meta()`. */
export interface Meta {
  readonly description?: string;
  readonly unit?: string;
  readonly examples?: readonly unknown[];
}

type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes['_zod']['def'];

const definition = (schema: Schema): Definition => (schema as z.core.$ZodTypes)._zod.def;

/** The schema without `optional`. */
export const unwrap = (schema: Schema): Schema => {
  const found = definition(schema);
  return found.type === 'optional' ? unwrap(found.innerType) : schema;
};

const isOptional = (schema: Schema): boolean => definition(schema).type === 'optional';

/** Words of a setting; those of the optional wrapper win. */
export const metaOf = (schema: Schema): Meta => {
  const { description, unit, examples } = ((schema as z.ZodType).meta?.() ?? {}) as Meta;
  const inner: Meta = isOptional(schema) ? metaOf(unwrap(schema)) : {};
  return {
    ...inner,
    ...(description === undefined ? {} : { description }),
    ...(unit === undefined ? {} : { unit }),
    ...(examples === undefined ? {} : { examples }),
  };
};

/** Remembers an answer per schema: a fleet asks the same few hundred questions for every file. */
const remember = <Answer>(answer: (schema: Schema) => Answer): ((schema: Schema) => Answer) => {
  const known = new WeakMap<Schema, Answer>();
  return (schema) => {
    const before = known.get(schema);
    if (before !== undefined) return before;
    const found = answer(schema);
    known.set(schema, found);
    return found;
  };
};

/** The alternatives of a union, or the schema alone. */
export const alternatives = remember((schema: Schema): readonly Schema[] => {
  const bare = unwrap(schema);
  const found = definition(bare);
  return found.type === 'union' ? found.options.flatMap((option) => alternatives(option)) : [bare];
});

/** Named settings below a schema, also of an alternative of a union and of the items of a list; empty for a leaf. */
export const childrenOf = remember((schema: Schema): ReadonlyMap<string, Schema> => {
  const children = new Map<string, Schema>();
  for (const option of alternatives(schema)) {
    const found = definition(option);
    if (found.type === 'object') for (const [key, child] of Object.entries(found.shape)) children.set(key, child);
    if (found.type === 'array') for (const [key, child] of childrenOf(found.element)) children.set(key, child);
  }
  return children;
});

/** Keys that a map with free keys lists; undefined: any. */
const keysOf = (keyType: Schema): readonly string[] | undefined => {
  const found = definition(keyType);
  return found.type === 'enum' ? Object.values(found.entries).map(String) : undefined;
};

/** The keys that may stand in the map at a schema, where they are listed. */
export const allowedKeys = (schema: Schema): readonly string[] => [
  ...childrenOf(schema).keys(),
  ...alternatives(schema).flatMap((option) => {
    const found = definition(option);
    return found.type === 'record' ? (keysOf(found.keyType) ?? []) : [];
  }),
];

/** The schema one key further down; undefined where there is none. */
export const childOf = (schema: Schema, part: string | number): Schema | undefined => {
  const name = String(part);
  for (const option of alternatives(schema)) {
    const found = definition(option);
    if (found.type === 'object' && Object.hasOwn(found.shape, name)) return found.shape[name];
    if (found.type === 'record' && (keysOf(found.keyType)?.includes(name) ?? true)) return found.valueType;
    if (found.type === 'array' && (typeof part === 'number' || name === '' || /^[0-9]+$/.test(name)))
      return found.element;
  }
  return undefined;
};

export const schemaAt = (schema: Schema, path: Path): Schema | undefined => {
  let at: Schema | undefined = schema;
  for (const part of path) at = at === undefined ? undefined : childOf(at, part);
  return at;
};

/** Every setting below a schema, depth first, with its path. Lists count as one level with the part `''`, so `access.from[].cidr`. */
export function* settings(
  schema: Schema,
  path: readonly string[] = [],
): Generator<readonly [readonly string[], Schema]> {
  for (const option of alternatives(schema)) {
    const found = definition(option);
    if (found.type === 'object') {
      for (const [key, child] of Object.entries(found.shape)) {
        yield [[...path, key], child];
        yield* settings(child, [...path, key]);
      }
    }
    if (found.type === 'array') yield* settings(found.element, [...path, '']);
  }
}
