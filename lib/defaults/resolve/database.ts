import { resolveAccess, resolvePublicAccess } from '../access';
import { resolveBackup } from '../backup';
import { resolveBootstrap } from '../bootstrap';
import { resolveChecks } from '../checks';
import { judgeDemands } from '../checks/demands';
import { resolveCredentials } from '../credentials';
import { resolveDatabase } from '../database';
import type { DatabaseEnvironment } from '../environment';
import type { Findings } from '../findings';
import { resolveImages } from '../image';
import { ownLabels } from '../labels';
import { refuseVdbNetwork, resolveApiServer, resolveS3, usesS3 } from '../network';
import { parameterNumber } from '../parameter-number';
import { resolveQuota } from '../quota';
import type { Sources } from '../restore/origin';
import { resolveDeletionPolicy } from '../storage';
import { resolveTls } from '../tls';
import { type ResolveInputs, resolvePlacement, type Shared } from './shared';

/** A server that runs here. */
export const resolveDatabaseEnvironment = (
  findings: Findings,
  { id, files }: ResolveInputs,
  shared: Shared,
  sources: Sources | undefined,
): DatabaseEnvironment => {
  const { values } = findings;
  const { name, cluster, namespace } = shared;
  const found = resolveDatabase(findings, files);
  const database = { ...found, version: found.version ?? '' };
  const { ephemeral } = database.storage;
  refuseVdbNetwork(findings);
  const credentials = resolveCredentials(findings, name);
  const backup = resolveBackup(findings, { id, cluster, database, files });
  const bootstrap = resolveBootstrap(findings, { id, name, cluster, database, files, backup }, sources);
  const checks = resolveChecks(findings, { id, database: database.name, ephemeral });
  judgeDemands(findings, checks, (parameter) =>
    found.version === undefined ? undefined : parameterNumber(found.version, parameter, found.settings),
  );
  const checked = checks.level !== 'none';
  const tls = resolveTls(findings, shared, backup.method !== 'none' || checked);
  const generates = { credentials: credentials.source === 'generated', certificates: tls.source.kind === 'generated' };
  return {
    kind: 'database',
    ...shared,
    deletionPolicy: resolveDeletionPolicy(
      findings,
      ephemeral ? 'cannot keep ephemeral storage, which is gone with the Pod' : undefined,
    ),
    images: resolveImages(findings, found.version, { generates, method: backup.method, checked }),
    scheduling: {
      ...resolvePlacement(findings),
      priorityClassName: values.scheduling?.priorityClassName ?? '',
      drain: values.scheduling?.drain ?? 'allow',
    },
    serviceAccount: {
      annotations: ownLabels(findings, ['serviceAccount', 'annotations'], values.serviceAccount?.annotations),
      podLabels: ownLabels(findings, ['serviceAccount', 'podLabels'], values.serviceAccount?.podLabels),
    },
    database,
    credentials,
    accessFrom: resolveAccess(findings),
    publicAccess: resolvePublicAccess(findings),
    tls,
    backup,
    bootstrap,
    checks,
    apiServer: resolveApiServer(findings, generates.credentials || generates.certificates || checked),
    s3: resolveS3(findings, usesS3(backup, bootstrap)),
    quota: resolveQuota(findings, { database, backup, generates, checks }, namespace.create),
  };
};
