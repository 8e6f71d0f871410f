import { z } from 'zod';
import { valuesSchema } from './schema';
import { type Meta, metaOf, schemaAt } from './schema/tree';

/** A key of values.yaml as a form needs it: its words, and its JSON schema, draft 7. Throws where there is no such key: our bug. */
export const settingSchema = (
  path: readonly string[],
): { readonly meta: Meta; readonly json: Readonly<Record<string, unknown>> } => {
  const schema = schemaAt(valuesSchema, path);
  if (schema === undefined) throw new Error(`${path.join('.')} is no key of values.yaml`);
  const json: Readonly<Record<string, unknown>> = { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) };
  return { meta: metaOf(schema), json };
};
