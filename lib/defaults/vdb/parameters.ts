import { didYouMean } from '../../config/suggest';
import type { Vdb } from '../environment';
import type { Findings, Path } from '../findings';
import { crashSafetyParameters, hidingParameters, reasons, recoveryParameters } from '../parameter-rules';
import { type NamedParameter, parametersOf, tabledMajors } from '../parameter-table';
import { parseParameterValue } from '../parameter-value';
import { isOff, parameterText, type UserParameters } from '../parameters';

/** What other fields of the VDB or the operator decide. */
const refused: ReadonlyMap<string, string> = new Map([
  ...reasons('the port of the VDB is its own key', ['port']),
  ...reasons('the operator lays out the data below mountPath', [
    'config_file',
    'data_directory',
    'external_pid_file',
    'hba_file',
    'ident_file',
  ]),
  ...reasons('mode and source decide what the VDB follows', [
    'primary_conninfo',
    'primary_slot_name',
    ...recoveryParameters,
  ]),
  ...hidingParameters(),
]);

/** By name, as text. What is wrong on every major that is known here is refused: which one the source has, the values do not say. */
export const resolvePostgresConfig = (
  findings: Findings,
  at: Path,
  values: UserParameters = {},
  source: Vdb['source'],
): Vdb['postgresConfig'] => {
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    const lower = name.toLowerCase();
    const twin = seen.get(lower);
    seen.set(lower, name);
    const fault =
      twin === undefined
        ? faultOf(name, parameterText(value), source)
        : (['parameter-value', `is the same parameter as ${twin}: PostgreSQL ignores upper and lower case`] as const);
    if (fault !== undefined) findings.add(fault[0], [...at, 'postgresConfig', name], `${name} ${fault[1]}`);
  }
  return Object.entries(values)
    .map(([name, value]) => ({ name, value: parameterText(value) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

type Fault = readonly [code: 'parameter-managed' | 'parameter-unknown' | 'parameter-value', message: string];

const faultOf = (name: string, text: string, source: Vdb['source']): Fault | undefined => {
  const lower = name.toLowerCase();
  const value = unquoted(text);
  const reason = refused.get(lower);
  if (reason !== undefined) return ['parameter-managed', `cannot be set: ${reason}`];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the line of a configuration file cannot hold
  if (/[\u0000-\u001f\u007f]/.test(value)) return ['parameter-value', 'must not hold control characters'];
  const rows = tabledMajors.flatMap((major): readonly NamedParameter[] => {
    const row = parametersOf(major).get(lower);
    return row === undefined ? [] : [row];
  });
  if (rows.length === 0) return unknownFault(lower, name);
  if (rows.every(({ context }) => context === 'internal'))
    return ['parameter-managed', 'cannot be set: it is decided when the server is built or initdb runs'];
  if (lower === 'listen_addresses' && /^(localhost|127\.[0-9.]+|::1|)$/i.test(value.trim()))
    return ['parameter-value', `"${value}" lets nobody in from other Pods: '*' does`];
  if (crashSafetyParameters.has(lower) && source.type === 'pvc-adopt' && isOff(value))
    return ['parameter-managed', 'cannot be off: an adopted claim is no copy, and a crash would lose its data'];
  const refusals = rows.map((row) => parseParameterValue(row, value));
  const [first] = refusals;
  return first?.ok === false && refusals.every(({ ok }) => !ok)
    ? ['parameter-value', `${JSON.stringify(value)} ${first.why}`]
    : undefined;
};

/** Another major may have it, unless it is nearly one that is known. */
const unknownFault = (lower: string, name: string): Fault | undefined => {
  if (lower.includes('.')) return undefined;
  const near = didYouMean(name, new Set(tabledMajors.flatMap((major) => [...parametersOf(major).keys()])));
  return near === ''
    ? undefined
    : ['parameter-unknown', `is not a parameter of PostgreSQL ${tabledMajors.join(', ')}${near}`];
};

/** Whether the operator puts quotes around a value is not known: both ways are written. */
const unquoted = (text: string): string => /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? text;
