import { loadDefaults, loadValues } from '../../lib/config/load';
import type { DatabaseEnvironment } from '../../lib/defaults/environment';
import { type Resolved, resolve } from '../../lib/defaults/resolve';
import type { Diagnostic } from '../../lib/diagnostic';

export type Files = Readonly<Record<string, string | Buffer>>;

export interface Given {
  readonly files?: Files;
  readonly id?: string;
  /** Text of environments/defaults.yaml. */
  readonly defaults?: string;
  /** Text of values.yaml of other environments; undefined: there is one, and it has mistakes. */
  readonly others?: Readonly<Record<string, string | undefined>>;
}

/** Part of environments/defaults.yaml: production needs a backup, or a reason. */
export const noBackup = 'backup: {method: none, reason: What is tested has none}\n';

export const usualDefaults = `owner: team
images: {postgres: "registry.example/pgfleet-postgres:1.4.0"}
${noBackup}`;

/** The shortest values.yaml below the usual defaults. */
export const shortest = 'database: {name: orders, owner: orders}\n';

/** Reads and resolves the text of environments/<id>/values.yaml, as a run does. */
export const resolved = (
  text: string,
  { files = {}, id = 'orders', defaults = usualDefaults, others = {} }: Given = {},
): Resolved => {
  const organisation = loadDefaults('environments/defaults.yaml', Buffer.from(defaults));
  const loaded = loadValues(`environments/${id}/values.yaml`, Buffer.from(text));
  if (loaded.layer === undefined || organisation.layer === undefined)
    return { diagnostics: [...organisation.diagnostics, ...loaded.diagnostics] };
  return resolve(
    { id, files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])) },
    { organisation: organisation.layer, profiles: organisation.profiles, values: loaded.layer },
    {
      ids: Object.keys(others),
      of: (other) => {
        const { layer } = loadValues(`environments/${other}/values.yaml`, Buffer.from(others[other] ?? ''));
        if (layer === undefined) return undefined;
        const layers = { organisation: organisation.layer, profiles: organisation.profiles, values: layer };
        return { layers, files: new Map() };
      },
    },
  );
};

export const notices = (text: string, given?: Given): readonly string[] => {
  const result = resolved(text, given);
  return 'notices' in result ? result.notices : [];
};

export const environment = (text: string, given?: Given): DatabaseEnvironment => {
  const result = resolved(text, given);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(line).join('\n'));
  if (result.environment.kind !== 'database') throw new Error('its server is somewhere else');
  return result.environment;
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
