import type { Major } from '../config/schema';
import { didYouMean } from '../config/suggest';
import type { DiagnosticCode } from '../diagnostic';
import type { Setting } from './environment';
import { crashSafetyParameters, preloadedExtensions, refusedParameters } from './parameter-rules';
import { type NamedParameter, parametersOf } from './parameter-table';
import { parseParameterValue } from './parameter-value';
import { type Size, tuning } from './tuning';

export type UserParameters = Readonly<Record<string, string | number | boolean>>;

/** A mistake in one user parameter; `name` is the key as written. */
export interface ParameterFinding {
  readonly name: string;
  readonly code: Extract<DiagnosticCode, `parameter-${string}`>;
  readonly message: string;
}

/** Written as postgresql.conf has it: YAML's true is on. */
export const parameterText = (value: string | number | boolean): string =>
  value === true ? 'on' : value === false ? 'off' : String(value);

const managedReasons: ReadonlyMap<string, string> = new Map(
  tuning.filter((row) => row.layer === 'managed').map((row) => [row.name.toLowerCase(), row.reason]),
);

/** Everything PostgreSQL of this major, or pgfleet, would refuse in the environment's own parameters. */
export const judgeParameters = (
  user: UserParameters,
  extensions: readonly string[],
  size: Pick<Size, 'major' | 'ephemeral'>,
): ParameterFinding[] => {
  const findings: ParameterFinding[] = [];
  const seen = new Map<string, string>();
  const modules = loadedModules(user, extensions);
  for (const [name, value] of Object.entries(user)) {
    const lower = name.toLowerCase();
    const twin = seen.get(lower);
    seen.set(lower, name);
    const finding =
      twin === undefined
        ? judge(lower, name, parameterText(value), modules, size)
        : invalid(`is the same parameter as ${twin}: PostgreSQL ignores upper and lower case`);
    if (finding !== undefined) findings.push({ name, ...finding });
  }
  return findings;
};

type Verdict = Omit<ParameterFinding, 'name'> | undefined;

const invalid = (message: string): Verdict => ({ code: 'parameter-value', message });
const managed = (message: string): Verdict => ({ code: 'parameter-managed', message });

const judge = (
  lower: string,
  name: string,
  value: string,
  modules: ReadonlySet<string>,
  size: Pick<Size, 'major' | 'ephemeral'>,
): Verdict => {
  const table = parametersOf(size.major);
  const parameter = table.get(lower);
  const reason = managedReasons.get(lower) ?? refusedParameters.get(lower);
  // allow_alter_system is managed, and unknown before 17: what the server says comes first.
  if (parameter === undefined) return judgeUnknown(lower, name, modules, size.major);
  if (reason !== undefined) return managed(`cannot be set: ${reason}`);
  if (parameter.context === 'internal')
    return managed('cannot be set: it is decided when the server is built or initdb runs');
  if (parameter.module !== undefined && !isLoaded(parameter.module, modules))
    return { code: 'parameter-unknown', message: notLoaded(parameter.module) };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the line of a configuration file cannot hold
  if (/[\u0000-\u001f\u007f]/.test(value)) return invalid('must not hold control characters');
  const parsed = parseParameterValue(parameter, value);
  if (!parsed.ok) return invalid(`${JSON.stringify(value)} ${parsed.why}`);
  if (crashSafetyParameters.has(lower) && !size.ephemeral && isOff(value))
    return managed('cannot be off: a crash would lose data. It may be with storage.ephemeral');
  return undefined;
};

export const isOff = (value: string): boolean => /^(f|n|of|0)/i.test(value);

const notLoaded = (module: string): string =>
  `needs the library ${module}: name it in database.extensions or in shared_preload_libraries`;

const judgeUnknown = (lower: string, name: string, modules: ReadonlySet<string>, major: Major): Verdict => {
  const table = parametersOf(major);
  const dot = lower.indexOf('.');
  if (dot > 0) {
    const module = lower.slice(0, dot);
    if (!isLoaded(module, modules)) return { code: 'parameter-unknown', message: notLoaded(name.slice(0, dot)) };
    // A library that reserves its prefix throws unknown names away; one that the table does not hold decides for itself.
    if (![...table.values()].some((row) => row.module === module)) return undefined;
  }
  return {
    code: 'parameter-unknown',
    message: `is not a parameter of PostgreSQL ${major}${didYouMean(name, table.keys())}`,
  };
};

const preloadLists = ['shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries'];

const listed = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim().replace(/^"(.*)"$/, '$1'))
    .filter((item) => item !== '');

const loadedModules = (user: UserParameters, extensions: readonly string[]): ReadonlySet<string> => {
  const modules = new Set(['plpgsql', ...extensions]);
  for (const [name, value] of Object.entries(user))
    if (preloadLists.includes(name.toLowerCase()))
      for (const library of listed(parameterText(value))) modules.add(library);
  return modules;
};

/** pg_cron brings cron.*: the prefix is not always the name of the library. */
const prefixes: Readonly<Record<string, string>> = { cron: 'pg_cron', anon: 'anon', plan_filter: 'plan_filter' };
const isLoaded = (module: string, modules: ReadonlySet<string>): boolean =>
  modules.has(module) || modules.has(prefixes[module] ?? module);

/** The whole postgresql.conf: the tuning table with the user's values in place, then what only the user set, by name. */
export const settings = (user: UserParameters, extensions: readonly string[], size: Size): Setting[] => {
  const table = parametersOf(size.major);
  const own = new Map(Object.entries(user).map(([name, value]) => [name.toLowerCase(), parameterText(value)]));
  const preload = preloadSetting(own.get('shared_preload_libraries'), extensions, table);
  own.delete('shared_preload_libraries');
  const lines: Setting[] = [];
  for (const { name, layer, value, reason } of tuning) {
    const lower = name.toLowerCase();
    const text = value(size);
    const written = layer === 'managed' ? undefined : own.get(lower);
    own.delete(lower);
    if (written !== undefined)
      lines.push({ name, value: written, layer: 'user', apply: apply(table, lower), reason: '' });
    else if (text !== undefined) lines.push({ name, value: text, layer, apply: apply(table, lower), reason });
  }
  if (preload !== undefined) lines.push(preload);
  for (const [lower, value] of [...own].sort(([a], [b]) => (a < b ? -1 : 1)))
    lines.push({ name: table.get(lower)?.name ?? lower, value, layer: 'user', apply: apply(table, lower), reason: '' });
  return lines;
};

const apply = (table: ReadonlyMap<string, NamedParameter>, lower: string): Setting['apply'] =>
  table.get(lower)?.context === 'postmaster' ? 'restart' : 'reload';

/** What the user preloads, and what the extensions need. citus must be the first. */
const preloadSetting = (
  written: string | undefined,
  extensions: readonly string[],
  table: ReadonlyMap<string, NamedParameter>,
): Setting | undefined => {
  const own = listed(written ?? '');
  const needed = extensions.filter((name) => preloadedExtensions.has(name) && !own.includes(name)).sort();
  if (needed.length === 0 && written === undefined) return undefined;
  const all = [...own, ...needed];
  const ordered = [...all.filter((name) => name === 'citus'), ...all.filter((name) => name !== 'citus')];
  return {
    name: 'shared_preload_libraries',
    value: needed.length === 0 ? (written ?? '') : ordered.join(','),
    layer: written === undefined ? 'derived' : 'user',
    apply: apply(table, 'shared_preload_libraries'),
    reason:
      needed.length === 0 ? '' : `needed by the ${needed.length > 1 ? 'extensions' : 'extension'} ${needed.join(', ')}`,
  };
};
