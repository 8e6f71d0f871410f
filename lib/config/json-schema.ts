import { z } from 'zod';
import { valuesSchema } from './schema';
import { metaOf, schemaAt } from './schema/tree';

/** A node of a JSON schema, draft 7. */
interface Node {
  [keyword: string]: unknown;
}

/**
 * JSON schema of values.yaml, for completion and hints in editors. `defaults` is the merged data of the defaults that apply when
 * values.yaml says nothing; it is passed in, since lib/config knows no defaults. Every optional key also takes null, which removes an
 * inherited key, as in the program.
 */
export const valuesJsonSchema = (defaults: unknown): object => {
  const schema = z.toJSONSchema(valuesSchema, { io: 'input', target: 'draft-7' }) as Node;
  describe(schema, [], defaults);
  return { ...schema, title: 'values.yaml of pgfleet', description: 'One PostgreSQL environment.' };
};

const describe = (node: Node, path: readonly string[], defaults: unknown): void => {
  for (const option of (node.anyOf as Node[] | undefined) ?? []) describe(option, path, defaults);
  if (node.items !== undefined) describe(node.items as Node, [...path, ''], undefined);
  if (isTyped(node.additionalProperties)) {
    describe(node.additionalProperties, [...path, 'NAME'], undefined);
    if (!path.includes('')) node.additionalProperties = orNull(node.additionalProperties);
  }
  const properties = node.properties as { [key: string]: Node } | undefined;
  const required = new Set((node.required as string[] | undefined) ?? []);
  for (const [key, child] of Object.entries(properties ?? {})) {
    const here = [...path, key];
    const value = fieldOf(defaults, key);
    describe(child, here, value);
    const { description, unit, examples } = words(here);
    const inWords =
      description === undefined ? undefined : unit === undefined ? description : `${description} Unit: ${unit}.`;
    const optional = required.has(key) || path.includes('') ? child : orNull(child);
    delete optional.unit;
    (properties as { [key: string]: Node })[key] = {
      title: here.filter((part) => part !== '').join('.'),
      ...(inWords === undefined ? {} : { description: inWords }),
      ...omit(optional, ['title', 'description', 'examples']),
      ...(isLeaf(value) ? { default: value } : {}),
      ...(examples === undefined ? {} : { examples }),
    };
  }
};

/** The schema of the values of a map with free keys; `false` and `{}` stand for none and any. */
const isTyped = (node: unknown): node is Node =>
  typeof node === 'object' && node !== null && Object.keys(node).length > 0;

/** Blocks show no default: their keys do. */
const isLeaf = (value: unknown): boolean => value !== undefined && (typeof value !== 'object' || Array.isArray(value));

const orNull = (node: Node): Node => {
  if (Array.isArray(node.anyOf)) return { ...node, anyOf: [...node.anyOf, { type: 'null' }] };
  if (node.const !== undefined)
    return { ...omit(node, ['const']), type: [node.type, 'null'], enum: [node.const, null] };
  const types = Array.isArray(node.type) ? node.type : [node.type];
  const values = Array.isArray(node.enum) ? { enum: [...node.enum, null] } : {};
  return { ...node, type: [...types, 'null'], ...values };
};

const omit = (node: Node, keywords: readonly string[]): Node =>
  Object.fromEntries(Object.entries(node).filter(([keyword]) => !keywords.includes(keyword)));

const fieldOf = (data: unknown, key: string): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key) ? (data as Node)[key] : undefined;

const words = (path: readonly string[]): ReturnType<typeof metaOf> => {
  const schema = schemaAt(valuesSchema, path);
  return schema === undefined ? {} : metaOf(schema);
};
