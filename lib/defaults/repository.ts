import { canonicalBytes, parseBytes } from '../quantities';
import { resolveAuthority } from './certificate-authority';
import type { RepositoryPlace } from './environment/backup';
import type { Findings, Path } from './findings';
import { repositoryDefaults } from './profiles';
import { amount, minimumVolumeBytes } from './resources';

export type RepositoryValues = NonNullable<NonNullable<Findings['values']['backup']>['repository']>;
type Type = NonNullable<RepositoryValues['type']>;

/** Keys of a repository that one type reads. */
const uses: Readonly<Record<Exclude<keyof RepositoryValues, 'type' | 'cipher'>, Type>> = {
  bucket: 's3',
  endpoint: 's3',
  port: 's3',
  region: 's3',
  uriStyle: 's3',
  keyType: 's3',
  credentialsSecret: 's3',
  credentialsKeys: 's3',
  ca: 's3',
  size: 'volume',
  storageClass: 'volume',
};

const required = {
  bucket: 'the name of a bucket, which must exist',
  endpoint: 'the host name of the service, like minio.storage.svc',
  credentialsSecret: 'the Secret with its two keys',
} as const;

/** A place for backups: `path` is backup.repository or bootstrap.repository. */
export const resolvePlace = (
  findings: Findings,
  path: Path,
  values: RepositoryValues,
  files: ReadonlyMap<string, Buffer>,
): RepositoryPlace => {
  const { type } = values;
  const at = (key: string): Path => [...path, key];
  if (type === undefined) {
    findings.add('missing-key', path, `${at('type').join('.')} is missing: s3 or volume`);
    return { type: 'volume', size: '', sizeBytes: 0, storageClass: undefined };
  }
  for (const [key, user] of Object.entries(uses))
    if (user !== type)
      findings.noEffect(at(key), `only a repository of type ${user} reads it, and the type is ${type}`);
  if (type === 'volume')
    return {
      type,
      size: canonicalBytes(values.size ?? ''),
      sizeBytes: amount(findings, at('size'), values.size, parseBytes, minimumVolumeBytes) ?? 0,
      storageClass: values.storageClass,
    };
  const needed = (key: keyof typeof required): string => {
    const value = values[key];
    if (value === undefined)
      findings.add('missing-key', at(key), `${at(key).join('.')} is missing: with type s3 it is ${required[key]}`);
    return value ?? '';
  };
  return {
    type,
    bucket: needed('bucket'),
    endpoint: needed('endpoint'),
    port: values.port ?? repositoryDefaults.port,
    region: values.region ?? repositoryDefaults.region,
    uriStyle: values.uriStyle ?? repositoryDefaults.uriStyle,
    keys: resolveKeys(findings, path, values, () => needed('credentialsSecret')),
    ca: resolveAuthority(findings, at('ca'), values.ca, files),
  };
};

type Keys = Extract<RepositoryPlace, { readonly type: 's3' }>['keys'];

const resolveKeys = (findings: Findings, path: Path, values: RepositoryValues, secret: () => string): Keys => {
  if (values.keyType === 'web-id') {
    for (const key of ['credentialsSecret', 'credentialsKeys'])
      findings.noEffect([...path, key], 'with keyType web-id the cloud knows the Job by its ServiceAccount');
    return undefined;
  }
  const { accessKeyId, secretAccessKey } = { ...repositoryDefaults.credentialsKeys, ...values.credentialsKeys };
  if (accessKeyId === secretAccessKey)
    findings.add(
      'invalid-value',
      [...path, 'credentialsKeys'],
      `${path.join('.')}.credentialsKeys names the key "${accessKeyId}" twice`,
    );
  return { secret: secret(), accessKeyId, secretAccessKey };
};
