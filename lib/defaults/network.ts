import type { Backup, Bootstrap, DatabaseEnvironment } from './environment';
import type { Findings } from './findings';
import type { Generates } from './quota';

/** Whether anything of the environment reaches a repository on S3. */
export const usesS3 = (backup: Backup, bootstrap: Bootstrap | undefined): boolean =>
  [...(backup.method === 'none' ? [] : backup.repositories), bootstrap?.repository].some(
    (repository) => repository?.type === 's3',
  );

/** What NetworkPolicies must know of the cluster, as far as something uses it. */
export const resolveNetwork = (
  findings: Findings,
  generates: Generates,
  s3Used: boolean,
): Pick<DatabaseEnvironment, 'apiServer' | 's3'> => {
  const { apiServer, s3 } = findings.values.network ?? {};
  if (!generates.credentials && !generates.certificates)
    findings.noEffect(
      ['network', 'apiServer'],
      'only the Job of credentials.source generated and tls.source generated talks to the API server',
    );
  if (!s3Used) findings.noEffect(['network', 's3'], 'there is no repository of type s3');
  if (s3Used && s3?.namespace !== undefined && s3.cidrs !== undefined)
    findings.add(
      'invalid-value',
      ['network', 's3', findings.written(['network', 's3', 'cidrs']) ? 'cidrs' : 'namespace'],
      'network.s3 has namespace and cidrs: one of the two; null removes one that is inherited',
    );
  return {
    apiServer: { cidrs: apiServer?.cidrs ?? [], ports: apiServer?.ports ?? [] },
    s3: { cidrs: s3?.cidrs ?? [], namespace: s3?.namespace, podPort: s3?.podPort },
  };
};
