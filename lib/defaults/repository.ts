import { canonicalBytes, parseBytes } from '../quantities';
import type { CertificateAuthority, RepositoryPlace } from './environment-backup';
import type { Findings, Path } from './findings';
import { repositoryDefaults } from './profiles';
import { amount, minimumVolumeBytes } from './resources';

export type RepositoryValues = NonNullable<NonNullable<Findings['values']['backup']>['repository']>;

/** A place for backups, from `backup.repository` or `bootstrap.repository` (the prefix of `path`). */
export const resolvePlace = (
  findings: Findings,
  path: Path,
  values: RepositoryValues,
  files: ReadonlyMap<string, Buffer>,
): RepositoryPlace => {
  if (values.type === 'volume')
    return {
      type: 'volume',
      size: canonicalBytes(values.size ?? ''),
      sizeBytes: amount(findings, [...path, 'size'], values.size, parseBytes, minimumVolumeBytes) ?? 0,
      storageClass: values.storageClass,
    };
  const keys = { ...repositoryDefaults.credentialsKeys, ...values.credentialsKeys };
  return {
    type: 's3',
    bucket: values.bucket ?? '',
    endpoint: values.endpoint ?? '',
    port: values.port ?? repositoryDefaults.port,
    region: values.region ?? repositoryDefaults.region,
    uriStyle: values.uriStyle ?? repositoryDefaults.uriStyle,
    keys:
      values.keyType === 'web-id'
        ? undefined
        : {
            secret: values.credentialsSecret ?? '',
            accessKeyId: keys.accessKeyId,
            secretAccessKey: keys.secretAccessKey,
          },
    ca: authority(values.ca, files),
  };
};

const authority = (
  ca: RepositoryValues['ca'],
  files: ReadonlyMap<string, Buffer>,
): CertificateAuthority | undefined => {
  if (ca === undefined) return undefined;
  if ('secret' in ca) return { from: 'secret', name: ca.secret, key: ca.key };
  if ('configMap' in ca) return { from: 'configMap', name: ca.configMap, key: ca.key };
  if ('file' in ca) return { from: 'file', file: ca.file, pem: files.get(ca.file)?.toString('utf8') ?? '' };
  const { store, key, property } = ca.externalSecret;
  return { from: 'externalSecret', store, remote: { key, property } };
};
