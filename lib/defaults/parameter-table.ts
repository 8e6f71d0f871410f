import type { Major } from '../config/schema';

import fifteen = require('./parameters/15.json');
import seventeen = require('./parameters/17.json');
import eighteen = require('./parameters/18.json');

/** One row of pg_settings, as a server of that major reports it; generated, never written by hand. */
export interface Parameter {
  readonly context: string;
  readonly vartype: string;
  /** Unit of a number without one. */
  readonly unit?: string;
  /** Limits in `unit`, inclusive. */
  readonly min?: string;
  readonly max?: string;
  readonly enum?: readonly string[];
  readonly default?: string;
  /** Library that brings the parameter, for names like pg_stat_statements.max. */
  readonly module?: string;
}

export interface NamedParameter extends Parameter {
  /** As PostgreSQL writes it: TimeZone, not timezone. */
  readonly name: string;
}

type Table = Readonly<Record<string, Parameter>>;

const byLowerCase = (table: Table): ReadonlyMap<string, NamedParameter> =>
  new Map(Object.entries(table).map(([name, row]) => [name.toLowerCase(), { ...row, name }]));

/** Parameters per major by lower-case name, since PostgreSQL ignores the case of parameter names. */
const tables: Readonly<Record<Major, ReadonlyMap<string, NamedParameter>>> = {
  15: byLowerCase(fifteen as Table),
  17: byLowerCase(seventeen as Table),
  18: byLowerCase(eighteen as Table),
};

export const tabledMajors = Object.keys(tables) as readonly Major[];

export const parametersOf = (major: Major): ReadonlyMap<string, NamedParameter> => tables[major];
