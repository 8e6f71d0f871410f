import type { Parameter } from './parameter-table';

/** What a value means to PostgreSQL: a number in the parameter's base unit, or the words why it would be refused. */
export type ParsedValue =
  | { readonly ok: true; readonly number?: number }
  | { readonly ok: false; readonly why: string };

/** Reads a value as PostgreSQL 15 to 18 read it from postgresql.conf. Source: src/backend/utils/misc/guc.c. */
export const parseParameterValue = (parameter: Parameter, value: string): ParsedValue => {
  switch (parameter.vartype) {
    case 'bool':
      return isBoolean(value) ? { ok: true } : refuse('must be on or off');
    case 'enum':
      return parseEnum(parameter, value);
    case 'integer':
      return parseNumber(parameter, value, true);
    case 'real':
      return parseNumber(parameter, value, false);
    default:
      return { ok: true };
  }
};

const refuse = (why: string): ParsedValue => ({ ok: false, why });

/** Any unambiguous beginning of true, false, yes, no, on, off; and 1, 0. Source: parse_bool_with_len. */
const isBoolean = (value: string): boolean => /^(t(r(ue?)?)?|f(a(l(se?)?)?)?|y(es?)?|no?|on|off?|1|0)$/i.test(value);

const booleanWords = ['true', 'false', 'yes', 'no', '1', '0'];

/** Words that PostgreSQL accepts and pg_settings hides. Source: guc_tables.c, the entries marked hidden. */
const hiddenWords = (words: readonly string[]): readonly string[] => [
  ...(words.includes('on') && words.includes('off') ? booleanWords : []),
  ...(words.includes('debug5') ? ['debug', 'info'] : []),
  ...(words.includes('logical') && words.includes('replica') ? ['archive', 'hot_standby'] : []),
];

const parseEnum = (parameter: Parameter, value: string): ParsedValue => {
  const words = parameter.enum ?? [];
  const wanted = value.toLowerCase();
  const known = [...words, ...hiddenWords(words)].some((word) => word.toLowerCase() === wanted);
  return known ? { ok: true } : refuse(`must be one of ${words.map((word) => word || '""').join(', ')}`);
};

type Units = readonly (readonly [name: string, size: number])[];

/** Largest first; sizes in bytes. Unit names are case-sensitive: kB, not KB. */
const memoryUnits: Units = [
  ['TB', 2 ** 40],
  ['GB', 2 ** 30],
  ['MB', 2 ** 20],
  ['kB', 2 ** 10],
  ['B', 1],
];

/** Largest first; sizes in microseconds. */
const timeUnits: Units = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
  ['us', 1],
];

/** Units that a parameter understands, and the size of its own; undefined where it has none. */
const unitsOf = (unit: string | undefined): { readonly units: Units; readonly base: number } | undefined => {
  if (unit === undefined || unit === '') return undefined;
  const [, count, name] = /^([0-9]*)([a-zA-Z]+)$/.exec(unit) ?? [];
  for (const units of [memoryUnits, timeUnits]) {
    const row = units.find(([candidate]) => candidate === name);
    if (row !== undefined) return { units, base: row[1] * Number(count || 1) };
  }
  return undefined;
};

/**
 * Hexadecimal and octal integers (strtol with base 0), then what strtod reads. Hexadecimal fractions are not read here.
 * A leading zero means octal only where the whole is an integer: 010 is 8, 010.5 is 10.5.
 */
const numberPattern =
  /^[ \t]*([+-]?)(0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[ \t]*([^ \t]*)[ \t]*$/;

const readNumber = (sign: string, digits: string, integer: boolean): number | undefined => {
  let magnitude: number;
  if (/^0[xX]/.test(digits)) magnitude = Number.parseInt(digits, 16);
  // strtol stops at the first 8 or 9, and the rest is then no unit.
  else if (integer && /^0[0-7]*[89]/.test(digits)) return undefined;
  else if (integer && /^0[0-7]+$/.test(digits)) magnitude = Number.parseInt(digits, 8);
  else magnitude = Number(digits);
  return sign === '-' ? -magnitude : magnitude;
};

const parseNumber = (parameter: Parameter, value: string, integer: boolean): ParsedValue => {
  const match = numberPattern.exec(value);
  const known = unitsOf(parameter.unit);
  if (match === null) return refuse(`must be a number${unitHint(known?.units)}`);
  const [, sign = '', digits = '', unit = ''] = match;
  let number = readNumber(sign, digits, integer);
  if (number === undefined) return refuse('begins with 0, which PostgreSQL reads as octal: leave the 0 out');
  if (unit !== '') {
    const row = known?.units.find(([name]) => name === unit);
    if (known === undefined) return refuse(`takes no unit, but has "${unit}"`);
    if (row === undefined) return refuse(`has the unit "${unit}"${unitHint(known.units)}`);
    number = convert(number, row, known.units, known.base);
  }
  if (integer) number = roundHalfToEven(number);
  return inRange(parameter, number, integer);
};

const unitHint = (units: Units | undefined): string =>
  units === undefined ? '' : `; units are ${units.map(([name]) => name).join(', ')}`;

/** A fraction of a unit is first rounded to a multiple of the next smaller unit: 30.1GB is 30822MB. Source: convert_to_base_unit. */
const convert = (number: number, [, size]: readonly [string, number], units: Units, base: number): number => {
  const converted = (number * size) / base;
  const next = units[units.findIndex((row) => row[1] === size) + 1];
  if (next === undefined) return converted;
  const smaller = next[1] / base;
  return roundHalfToEven(converted / smaller) * smaller;
};

/** rint() of C. */
const roundHalfToEven = (number: number): number => {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest !== 0.5) return Math.round(number);
  return floor % 2 === 0 ? floor : floor + 1;
};

const inRange = (parameter: Parameter, number: number, integer: boolean): ParsedValue => {
  const min = Number(parameter.min ?? (integer ? -2147483648 : -Infinity));
  const max = Number(parameter.max ?? (integer ? 2147483647 : Infinity));
  if (number >= min && number <= max && Number.isFinite(number)) return { ok: true, number };
  const unit = parameter.unit === undefined ? '' : ` in units of ${parameter.unit}`;
  return refuse(`is ${number}, outside ${min} to ${max}${unit}`);
};
