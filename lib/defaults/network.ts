import { judgePeers } from './access';
import type { Backup, Bootstrap, DatabaseEnvironment, VdbNetwork } from './environment';
import type { Findings } from './findings';

/** Whether anything of the environment reaches a repository on S3. */
export const usesS3 = (backup: Backup, bootstrap: Bootstrap | undefined): boolean =>
  [...(backup.method === 'none' ? [] : backup.repositories), bootstrap?.repository].some(
    (repository) => repository?.type === 's3',
  );

/** What NetworkPolicies must know of the API server. `used`: a Job makes a Secret there, or Events. */
export const resolveApiServer = (findings: Findings, used: boolean): DatabaseEnvironment['apiServer'] => {
  const { apiServer } = findings.values.network ?? {};
  if (!used)
    findings.noEffect(
      ['network', 'apiServer'],
      'only the Jobs of credentials.source generated, tls.source generated and checks talk to the API server',
    );
  return { cidrs: apiServer?.cidrs ?? [], ports: apiServer?.ports ?? [] };
};

/** What NetworkPolicies must know of the S3 service. `used`: there is a repository on it. */
export const resolveS3 = (findings: Findings, used: boolean): DatabaseEnvironment['s3'] => {
  const { s3 } = findings.values.network ?? {};
  if (!used) findings.noEffect(['network', 's3'], 'there is no repository of type s3');
  if (used && s3?.namespace !== undefined && s3.cidrs !== undefined)
    findings.add(
      'invalid-value',
      ['network', 's3', findings.written(['network', 's3', 'cidrs']) ? 'cidrs' : 'namespace'],
      'network.s3 has namespace and cidrs: one of the two; null removes one that is inherited',
    );
  return { cidrs: s3?.cidrs ?? [], namespace: s3?.namespace, podPort: s3?.podPort };
};

/** What policies know of the operator of VDBs. */
export const resolveVdbNetwork = (findings: Findings): VdbNetwork => {
  const { operator, egress } = findings.values.network?.vdb ?? {};
  judgePeers(findings, ['network', 'vdb', 'egress'], egress ?? []);
  return { operator, egress };
};

export const refuseVdbNetwork = (findings: Findings): void =>
  findings.noEffect(['network', 'vdb'], 'the environment has no VDB');
