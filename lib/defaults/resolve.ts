import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import { resolveAccess, resolvePublicAccess } from './access';
import { resolveBackup } from './backup';
import { resolveBootstrap } from './bootstrap';
import { resolveChecks } from './checks';
import { resolveCredentials } from './credentials';
import { resolveDatabase } from './database';
import type { Environment } from './environment';
import { type Findings, type Layers, startFindings } from './findings';
import { resolveImages } from './image';
import { ownLabels } from './labels';
import { objectNames } from './names';
import { resolveNetwork, usesS3 } from './network';
import { resolveQuota } from './quota';
import type { Sources } from './restore-origin';
import { resolveDeletionPolicy } from './storage';
import { resolveTls } from './tls';
import { userManifests } from './user-manifests';

export type { Layers } from './findings';

/** One environment's directory: its name, and its files by path below it. `EnvironmentInputs` of lib/config is one. */
export interface ResolveInputs {
  readonly id: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

export type Resolved =
  | { readonly environment: Environment; readonly notices: readonly string[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Values to environment: everything that is wrong at once, or an environment without an open question. Reads no file. `sources`: other
 * environments, for one that may be restored from them.
 */
export const resolve = (inputs: ResolveInputs, layers: Layers, sources?: Sources): Resolved => {
  const findings = startFindings(layers);
  const { values } = findings;
  const { name, namespace } = objectNames(findings, inputs.id);
  const database = resolveDatabase(findings, inputs.files);
  const credentials = resolveCredentials(findings, name);
  if (values.owner === undefined)
    findings.add('missing-key', ['owner'], 'owner is missing: the team that owns the environment');
  const cluster = present(findings, 'cluster');
  const { id, files } = inputs;
  const backup = resolveBackup(findings, { id, cluster, database, files });
  const bootstrap = resolveBootstrap(
    findings,
    { id, name, cluster, database: { ...database, version: database.version ?? '' }, files, backup },
    sources,
  );
  const tls = resolveTls(findings, { name, namespace }, backup.method !== 'none');
  const generates = { credentials: credentials.source === 'generated', certificates: tls.source.kind === 'generated' };
  const { manifests, diagnostics } = userManifests(directoryOf(layers.values.file), inputs.files, namespace.name);
  const environment = {
    kind: 'database',
    id: inputs.id,
    description: values.description ?? '',
    owner: values.owner ?? '',
    labels: ownLabels(findings, ['labels'], values.labels),
    cluster,
    namespace,
    name,
    deletionPolicy: resolveDeletionPolicy(findings, database.storage.ephemeral),
    suspended: values.suspended ?? false,
    expiresOn: values.expiresOn ?? '',
    images: resolveImages(findings, database.version, generates, backup.method),
    imagePullPolicy: values.imagePullPolicy ?? 'IfNotPresent',
    imagePullSecrets: values.imagePullSecrets ?? [],
    scheduling: {
      nodeSelector: values.scheduling?.nodeSelector ?? {},
      tolerations: values.scheduling?.tolerations ?? [],
      affinity: values.scheduling?.affinity ?? {},
      priorityClassName: values.scheduling?.priorityClassName ?? '',
      drain: values.scheduling?.drain ?? 'allow',
    },
    serviceAccount: {
      annotations: ownLabels(findings, ['serviceAccount', 'annotations'], values.serviceAccount?.annotations),
      podLabels: ownLabels(findings, ['serviceAccount', 'podLabels'], values.serviceAccount?.podLabels),
    },
    database: { ...database, version: database.version ?? '' },
    credentials,
    accessFrom: resolveAccess(findings),
    publicAccess: resolvePublicAccess(findings),
    tls,
    backup,
    bootstrap,
    checks: resolveChecks(findings, id, database),
    ...resolveNetwork(findings, generates, usesS3(backup, bootstrap)),
    quota: resolveQuota(findings, { database, backup, generates }, namespace.create),
    manifests,
  } satisfies Environment;
  const all = [...findings.diagnostics, ...diagnostics];
  return all.length > 0 ? { diagnostics: sortDiagnostics(all) } : { environment, notices: findings.notices };
};

const present = (findings: Findings, key: 'cluster'): string => {
  const value = findings.values[key];
  if (value === undefined) findings.add('missing-key', [key], `${key} is missing`);
  return value ?? '';
};

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));
