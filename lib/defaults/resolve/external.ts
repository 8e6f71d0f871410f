import { resolveChecks } from '../checks';
import type { ExternalEnvironment } from '../environment';
import { resolveExternal } from '../external';
import { type Findings, workloadBlocks } from '../findings';
import { resolveToolsImage } from '../image';
import { refuseVdbNetwork, resolveApiServer, resolveS3 } from '../network';
import { resolveQuota } from '../quota';
import { resolveDeletionPolicy } from '../storage';
import { resolvePlacement, type Shared } from './shared';

const elsewhere = 'the server of external is run by somebody else';

/** Keys of blocks that both kinds have, and why nothing here reads them. */
const unread: readonly (readonly [path: readonly string[], why: string])[] = [
  ...workloadBlocks.filter((block) => block !== 'database').map((block) => [[block], elsewhere] as const),
  [['images', 'postgres'], `${elsewhere}; the Jobs of checks have images.tools`],
  [['scheduling', 'drain'], elsewhere],
  [['scheduling', 'priorityClassName'], `${elsewhere}; the Pods of checks have checks.priorityClassName`],
];

/** A server that somebody else runs. What belongs to a workload is refused where values.yaml writes it, and dropped where it is inherited. */
export const resolveExternalEnvironment = (findings: Findings, shared: Shared): ExternalEnvironment => {
  for (const [path, why] of unread) findings.noEffect(path, why);
  resolveS3(findings, false);
  refuseVdbNetwork(findings);
  const external = resolveExternal(findings);
  const checks = resolveChecks(findings, { id: shared.id, database: external.database, ephemeral: false });
  if (checks.level === 'none')
    findings.add(
      'invalid-value',
      ['checks', 'level'],
      'checks.level is none, and checks are all that a server of external gets: quick, standard or full',
    );
  const reports = checks.level === 'none' ? undefined : checks.report;
  return {
    kind: 'external',
    ...shared,
    deletionPolicy: resolveDeletionPolicy(
      findings,
      reports === undefined
        ? 'has nothing to keep: there is no claim of reports, and the data is elsewhere'
        : undefined,
    ),
    images: { tools: resolveToolsImage(findings) },
    scheduling: { ...resolvePlacement(findings), priorityClassName: '', drain: 'allow' },
    serviceAccount: { annotations: {}, podLabels: {} },
    external,
    checks,
    apiServer: resolveApiServer(findings, true),
    quota: resolveQuota(findings, { checks }, shared.namespace.create),
  };
};
