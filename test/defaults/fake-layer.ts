import { readYaml } from '../../lib/config/documents';
import type { Environment } from '../../lib/defaults/environment';
import type { Layers } from '../../lib/defaults/findings';
import { type Resolved, resolve } from '../../lib/defaults/resolve';

type Layer = Layers['values'];

/** A layer from YAML text, read by the real reader; the schema is not asked. */
export const layer = (file: string, text: string): Layer => {
  const document = readYaml(file, Buffer.from(text)).documents[0];
  const value = document?.data ?? {};
  return { file, value, locate: (path, at) => document?.locate(path, at) } as unknown as Layer;
};

export const organisation = layer(
  'environments/defaults.yaml',
  'owner: team\nimages: {postgres: "registry.example/postgres:17"}\n',
);

export const shortest = 'database: {name: orders, owner: orders}\n';

/** Resolves the text of environments/orders/values.yaml below an organisation that names an image and an owner. */
export const resolved = (
  text: string,
  files: Readonly<Record<string, string | Buffer>> = {},
  id = 'orders',
): Resolved =>
  resolve(
    { id, files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])) },
    { organisation, values: layer(`environments/${id}/values.yaml`, text) },
  );

export const environment = (text: string, files?: Readonly<Record<string, string | Buffer>>): Environment => {
  const result = resolved(text, files);
  if ('environment' in result) return result.environment;
  throw new Error(problems(result).join('\n'));
};

/** `line:column code message` of every problem. */
export const problems = (result: Resolved): string[] =>
  'diagnostics' in result
    ? result.diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`)
    : [];
