import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import { resolveAccess, resolvePublicAccess } from './access';
import { resolveBackup } from './backup';
import { resolveCredentials } from './credentials';
import { resolveDatabase } from './database';
import type { Environment } from './environment';
import { type Findings, type Layers, startFindings } from './findings';
import { resolveImages } from './image';
import { ownLabels } from './labels';
import { objectNames } from './names';
import { resolveQuota } from './quota';
import { resolveDeletionPolicy } from './storage';
import { resolveTls } from './tls';
import { userManifests } from './user-manifests';

export type { Layers } from './findings';

/** One environment's directory: its name, and its files by path below it. `EnvironmentInputs` of lib/config is one. */
export interface ResolveInputs {
  readonly id: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

export type Resolved = { readonly environment: Environment } | { readonly diagnostics: readonly Diagnostic[] };

/** Values to environment: everything that is wrong at once, or an environment without an open question. Reads no file. */
export const resolve = (inputs: ResolveInputs, layers: Layers): Resolved => {
  const findings = startFindings(layers);
  const { values } = findings;
  const { name, namespace } = objectNames(findings, inputs.id);
  const database = resolveDatabase(findings, inputs.files);
  const credentials = resolveCredentials(findings, name);
  const generated = credentials.source === 'generated';
  if (!generated)
    findings.noEffect(['network', 'apiServer'], 'only the Job of credentials.source generated talks to the API server');
  if (values.owner === undefined)
    findings.add('missing-key', ['owner'], 'owner is missing: the team that owns the environment');
  const images = resolveImages(findings, database.version, generated);
  const cluster = present(findings, 'cluster');
  const backup = resolveBackup(findings, {
    id: inputs.id,
    cluster,
    generation: database.generation,
    millicores: database.cpuRequestMillicores,
    files: inputs.files,
  });
  const { manifests, diagnostics } = userManifests(directoryOf(layers.values.file), inputs.files, namespace.name);
  const environment = {
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
    images,
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
    tls: resolveTls(findings, { name, namespace }, backup.method !== 'none'),
    backup,
    bootstrap: undefined,
    apiServer: { cidrs: values.network?.apiServer?.cidrs ?? [], ports: values.network?.apiServer?.ports ?? [] },
    s3: {
      cidrs: values.network?.s3?.cidrs ?? [],
      namespace: values.network?.s3?.namespace,
      podPort: values.network?.s3?.podPort,
    },
    quota: resolveQuota(findings, database, namespace.create, generated),
    manifests,
  } satisfies Environment;
  const all = [...findings.diagnostics, ...diagnostics];
  return all.length > 0 ? { diagnostics: sortDiagnostics(all) } : { environment };
};

const present = (findings: Findings, key: 'cluster'): string => {
  const value = findings.values[key];
  if (value === undefined) findings.add('missing-key', [key], `${key} is missing`);
  return value ?? '';
};

const directoryOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));
