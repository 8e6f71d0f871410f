import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { Environment } from './environment';
import { type Findings, type Kind, type Layers, startFindings } from './findings';
import { resolveDatabaseEnvironment } from './resolve/database';
import { resolveExternalEnvironment } from './resolve/external';
import { type ResolveInputs, resolveShared, type Shared } from './resolve/shared';
import { resolveVdbEnvironment } from './resolve/vdb';
import type { Sources } from './restore/origin';

export type { Layers } from './findings';
export type { ResolveInputs } from './resolve/shared';

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
  judgeKind(findings);
  const environment = resolvers[findings.kind](findings, inputs, shared, sources);
  return findings.diagnostics.length > 0
    ? { diagnostics: sortDiagnostics(findings.diagnostics) }
    : { environment, notices: findings.notices };
};

type Resolver = (
  findings: Findings,
  inputs: ResolveInputs,
  shared: Shared,
  sources: Sources | undefined,
) => Environment;

const resolvers: Readonly<Record<Kind, Resolver>> = {
  database: resolveDatabaseEnvironment,
  vdb: resolveVdbEnvironment,
  external: (findings, _inputs, shared) => resolveExternalEnvironment(findings, shared),
};

/** The blocks that say who runs the server. */
const kinds: readonly (readonly [block: string, words: string])[] = [
  ['database', 'a server that runs here'],
  ['vdb', 'a VDB of Delphix'],
  ['vdbs', 'several of them'],
  ['external', 'a server that somebody else runs'],
];

const judgeKind = (findings: Findings): void => {
  const written = kinds.filter(([block]) => findings.written([block]));
  const [first] = written;
  if (first !== undefined && written.length > 1)
    findings.add(
      'invalid-value',
      [first[0]],
      `the environment has ${written.map(([block]) => block).join(' and ')}: one of them, ${written.map(([, words]) => words).join(' or ')}`,
    );
};

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));
