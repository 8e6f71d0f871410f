import { loadDefaults, loadValues } from '../../lib/config/load';
import type { Environment } from '../../lib/defaults/environment';
import { type Resolved, resolve } from '../../lib/defaults/resolve';
import type { Diagnostic } from '../../lib/diagnostic';

export type Files = Readonly<Record<string, string | Buffer>>;

export interface Given {
  readonly files?: Files;
  readonly id?: string;
  /** Text of environments/defaults.yaml. */
  readonly defaults?: string;
}

export const usualDefaults = `owner: team
images: {postgres: "registry.example/pgfleet-postgres:1.4.0"}
profiles: {production: {backup: {method: none, reason: What is tested has none}}}
`;

/** The shortest values.yaml below the usual defaults. */
export const shortest = 'database: {name: orders, owner: orders}\n';

/** Reads and resolves the text of environments/<id>/values.yaml, as a run does. */
export const resolved = (
  text: string,
  { files = {}, id = 'orders', defaults = usualDefaults }: Given = {},
): Resolved => {
  const organisation = loadDefaults('environments/defaults.yaml', Buffer.from(defaults));
  const loaded = loadValues(`environments/${id}/values.yaml`, Buffer.from(text));
  if (loaded.layer === undefined || organisation.layer === undefined)
    return { diagnostics: [...organisation.diagnostics, ...loaded.diagnostics] };
  return resolve(
    { id, files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])) },
    { organisation: organisation.layer, profiles: organisation.profiles, values: loaded.layer },
  );
};

export const environment = (text: string, given?: Given): Environment => {
  const result = resolved(text, given);
  if ('environment' in result) return result.environment;
  throw new Error(result.diagnostics.map(line).join('\n'));
};

/** `line:column code: message` of every problem; of another file than values.yaml with its name before. */
export const problems = (text: string, given?: Given): string[] => {
  const result = resolved(text, given);
  return 'diagnostics' in result ? result.diagnostics.map(line) : [];
};

export const codes = (text: string, given?: Given): string[] => {
  const result = resolved(text, given);
  return 'diagnostics' in result ? result.diagnostics.map(({ code }) => code) : [];
};

const line = (diagnostic: Diagnostic): string => {
  const file = diagnostic.file.replace(/^environments\//, '').replace(/^[a-z]+\/values\.yaml$/, '');
  return `${file}${file && ':'}${diagnostic.line}:${diagnostic.column} ${diagnostic.code}: ${diagnostic.message}`;
};
