import type { Database, Environment, Vdb } from '../defaults/environment';
import type { Diagnostic } from '../diagnostic';
import type { DiagnosticFormat } from '../diagnostic-render';
import { loadFleet, resolveEnvironment } from '../fleet';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { count, reportDiagnostics } from './report';
import { table } from './table';
import { print, say } from './terminal';
import { today } from './today';

interface Column {
  readonly of: (env: Environment) => string;
  /** In the table, which is to fit a terminal; JSON has all of them. */
  readonly heading?: string;
  /** In the table, where it is not the same. */
  readonly cell?: (row: Row) => string;
}

/** By their names in JSON, in their order. */
const columns: Readonly<Record<string, Column>> = {
  environment: { heading: 'ENVIRONMENT', of: (env) => env.id },
  kind: { heading: 'KIND', of: ({ kind }) => kind },
  /** Of a server elsewhere; that of a database follows from its namespace. */
  host: { of: (env) => (env.kind === 'external' ? env.external.host : '') },
  /** What a VDB is a copy of. */
  source: { of: (env) => (env.kind === 'vdb' ? sources(env.vdbs) : '') },
  version: { heading: 'VERSION', of: (env) => (env.kind === 'database' ? env.database.version : '') },
  size: { heading: 'SIZE', of: (env) => (env.kind === 'database' ? size(env.database) : '') },
  owner: { heading: 'OWNER', of: (env) => env.owner },
  namespace: { of: (env) => env.namespace.name },
  cluster: { of: (env) => env.cluster },
  backup: { heading: 'BACKUPS', of: (env) => (env.kind === 'database' ? env.backup.method : '') },
  deletion: { heading: 'PROTECTION', of: (env) => env.deletionPolicy },
  checks: { of: ({ checks }) => checks.level },
  state: {
    heading: 'STATE',
    of: (env) => (env.suspended ? 'suspended' : 'running'),
    cell: ({ state = '' }) => (state === 'running' ? '' : state),
  },
  expires: {
    heading: 'EXPIRES',
    of: (env) => env.expiresOn,
    cell: ({ expires = '', expired }) => (expired ? `${expires} OVER` : expires),
  },
};

const sources = (vdbs: readonly Vdb[]): string =>
  vdbs
    .map(({ name, source }) => `${vdbs.length === 1 ? '' : `${name}: `}${source.type} ${source.reference}`)
    .join(', ');

const size = ({ storage }: Database): string => (storage.ephemeral ? `${storage.size} ephemeral` : storage.size);

type Row = Readonly<Record<string, string>> & { readonly expired: boolean };

export const run = async (_args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const fleet = loadFleet(projectRoot());
  const diagnostics: Diagnostic[] = [...fleet.diagnostics];
  const environments: Environment[] = [];
  for (const inputs of fleet.inputs.environments) {
    const resolved = resolveEnvironment(fleet, inputs);
    if ('diagnostics' in resolved) diagnostics.push(...resolved.diagnostics);
    else environments.push(resolved.environment);
  }
  if (diagnostics.length > 0) return reportDiagnostics(diagnostics, format);
  const day = today();
  const rows = environments.filter(wanted(options, day)).map((env) => rowOf(env, day));
  if (format === 'json') print(JSON.stringify({ schemaVersion: 1, environments: rows }, undefined, 2));
  else if (rows.length > 0) print(text(rows));
  if (rows.length < environments.length) say(`${rows.length} of ${count(environments.length, 'environment')}`);
  return exitCode.fine;
};

/** The day itself is the last one. */
const expired = ({ expiresOn }: Environment, day: string): boolean => expiresOn !== '' && expiresOn < day;

const wanted =
  ({ owner, kind, ...options }: Readonly<Record<string, unknown>>, day: string) =>
  (env: Environment): boolean =>
    (owner === undefined || env.owner === owner) &&
    (kind === undefined || env.kind === kind) &&
    (options.expired !== true || expired(env, day));

const rowOf = (env: Environment, day: string): Row =>
  ({
    ...Object.fromEntries(Object.entries(columns).map(([name, { of }]) => [name, of(env)])),
    expired: expired(env, day),
  }) as Row;

/** A column that says nothing about any of them is left out. */
const text = (rows: readonly Row[]): string => {
  const shown = Object.entries(columns).flatMap(([name, { heading, cell = (row: Row) => row[name] ?? '' }]) => {
    const cells = rows.map(cell);
    return heading === undefined || cells.every((one) => one === '') ? [] : [{ heading, cells }];
  });
  return table(
    shown.map(({ heading }) => heading),
    rows.map((_, index) => shown.map(({ cells }) => cells[index] ?? '')),
  );
};
