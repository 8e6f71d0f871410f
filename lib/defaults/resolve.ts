import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { Environment } from './environment';
import { isExternal, type Layers, startFindings } from './findings';
import { resolveDatabaseEnvironment } from './resolve-database';
import { resolveExternalEnvironment } from './resolve-external';
import { type ResolveInputs, resolveShared } from './resolve-shared';
import type { Sources } from './restore-origin';

export type { Layers } from './findings';
export type { ResolveInputs } from './resolve-shared';

export type Resolved =
  | { readonly environment: Environment; readonly notices: readonly string[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Values to environment: everything that is wrong at once, or an environment without an open question. Reads no file. `sources`: other
 * environments, for one that may be restored from them.
 */
export const resolve = (inputs: ResolveInputs, layers: Layers, sources?: Sources): Resolved => {
  const findings = startFindings(layers);
  const shared = resolveShared(findings, inputs, directoryOf(layers.values.file));
  const environment: Environment = isExternal(layers)
    ? resolveExternalEnvironment(findings, shared)
    : resolveDatabaseEnvironment(findings, inputs, shared, sources);
  return findings.diagnostics.length > 0
    ? { diagnostics: sortDiagnostics(findings.diagnostics) }
    : { environment, notices: findings.notices };
};

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));
