import type { Database, Environment, Vdb } from '../defaults/environment';
import type { Diagnostic } from '../diagnostic';
import type { DiagnosticFormat } from '../diagnostic-render';
import { loadFleet, resolveEnvironment } from '../fleet';
import { exitCode } from './exit-codes';
import { projectRoot } from './project-root';
import { reportDiagnostics } from './report';
import { table } from './table';
import { print } from './terminal';

/** Column heading and the value of one environment; JSON carries the same under the same names. */
const columns: Readonly<Record<string, (env: Environment) => string>> = {
  environment: (env) => env.id,
  kind: ({ kind }) => kind,
  /** Of a server elsewhere; that of a database follows from its namespace. */
  host: (env) => (env.kind === 'external' ? env.external.host : ''),
  /** What a VDB is a copy of. */
  source: (env) => (env.kind === 'vdb' ? sources(env.vdbs) : ''),
  version: (env) => (env.kind === 'database' ? env.database.version : ''),
  size: (env) => (env.kind === 'database' ? size(env.database) : ''),
  owner: (env) => env.owner,
  namespace: (env) => env.namespace.name,
  cluster: (env) => env.cluster,
  deletion: (env) => env.deletionPolicy,
  backup: (env) => (env.kind === 'database' ? env.backup.method : ''),
  checks: ({ checks }) => checks.level,
  state: (env) => (env.suspended ? 'suspended' : 'running'),
  expires: (env) => env.expiresOn,
};

const sources = (vdbs: readonly Vdb[]): string =>
  vdbs
    .map(({ name, source }) => `${vdbs.length === 1 ? '' : `${name}: `}${source.type} ${source.reference}`)
    .join(', ');

const size = ({ storage }: Database): string => (storage.ephemeral ? `${storage.size} ephemeral` : storage.size);

export const run = async (_args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const fleet = loadFleet(projectRoot());
  const diagnostics: Diagnostic[] = [...fleet.diagnostics];
  const rows: Record<string, string>[] = [];
  for (const inputs of fleet.inputs.environments) {
    const resolved = resolveEnvironment(fleet, inputs);
    if ('diagnostics' in resolved) diagnostics.push(...resolved.diagnostics);
    else rows.push(Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(resolved.environment)])));
  }
  if (diagnostics.length > 0) return reportDiagnostics(diagnostics, format);
  print(format === 'json' ? JSON.stringify({ schemaVersion: 1, environments: rows }, undefined, 2) : text(rows));
  return exitCode.fine;
};

const text = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const names = Object.keys(columns);
  return table(
    names.map((name) => name.toUpperCase()),
    rows.map((row) => names.map((name) => row[name] ?? '')),
  );
};
