import type { k8s } from 'cdk8s-plus-28';
import type { CertificateAuthority, DatabaseEnvironment, Repository } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { names } from './names';

/** What a repository may need, as repository-keys.sh reads it. */
export const repositoryFileNames = ['s3-key', 's3-key-secret', 'cipher-pass', 'ca.crt'] as const;

/** One file of a repository, and the object and key that it comes from. */
export interface RepositoryFile {
  readonly file: (typeof repositoryFileNames)[number];
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
}

/** The repository of the environment's own backups; one for now. */
export const ownRepository = ({ backup }: DatabaseEnvironment): Repository | undefined =>
  backup.method === 'none' ? undefined : backup.repositories[0];

/** Files of the environment's own repository. They are mounted, and pgBackRest reads them by way of repository-keys.sh. */
export const repositoryFiles = (env: DatabaseEnvironment): readonly RepositoryFile[] => {
  const repository = ownRepository(env);
  if (repository === undefined) return [];
  const { cipher } = repository;
  const [keys, ca] = repository.type === 's3' ? [repository.keys, repository.ca] : [];
  return [
    ...(keys === undefined
      ? []
      : [
          { file: 's3-key', kind: 'Secret', name: keys.secret, key: keys.accessKeyId } as const,
          { file: 's3-key-secret', kind: 'Secret', name: keys.secret, key: keys.secretAccessKey } as const,
        ]),
    ...(cipher === undefined
      ? []
      : [{ file: 'cipher-pass', kind: 'Secret', name: cipher.secret, key: cipher.key } as const]),
    ...(ca === undefined ? [] : [{ file: 'ca.crt', ...authority(env, ca) } as const]),
  ];
};

/** Files of a repository that somebody else made: all of them in the Secret `<name>-bootstrap`, but for an authority that is a file. */
export const givenFiles = (env: DatabaseEnvironment, repository: Repository): readonly RepositoryFile[] => {
  const s3 = repository.type === 's3' ? repository : undefined;
  const files = [
    ...(s3?.keys === undefined ? [] : (['s3-key', 's3-key-secret'] as const)),
    ...(repository.cipher === undefined ? [] : (['cipher-pass'] as const)),
    ...(s3?.ca === undefined ? [] : (['ca.crt'] as const)),
  ];
  return files.map((file) => ({
    file,
    kind: file === 'ca.crt' && s3?.ca?.from === 'file' ? 'ConfigMap' : 'Secret',
    name: names.bootstrap(env),
    key: file,
  }));
};

/** Lines of FILE<TAB>ORIGIN: what must be there, and where a person finds it. Read by repository-keys.sh. */
export const needs = (files: readonly RepositoryFile[]): string =>
  files.map(({ file, kind, name, key }) => `${file}\tkey ${key} of the ${kind} ${name}\n`).join('');

/**
 * Each source is optional: a Secret that is missing must not keep a database from starting, and a Job that starts can say what is
 * missing. One that comes later appears in the running Pod.
 */
export const repositorySources = (env: DatabaseEnvironment): Plain<k8s.VolumeProjection>[] =>
  repositoryFiles(env).map(({ file, kind, name, key }) => optional(kind, name, [{ key, path: file }]));

export const optional = (
  kind: RepositoryFile['kind'],
  name: string,
  items?: Plain<k8s.KeyToPath>[],
): Plain<k8s.VolumeProjection> => ({
  [kind === 'Secret' ? 'secret' : 'configMap']: { name, ...(items === undefined ? {} : { items }), optional: true },
});

/** For people: `s3://backups/in-cluster/orders/1 at minio.storage.svc:9000`. */
export const repositoryWords = (env: DatabaseEnvironment, repository: Repository): string =>
  repository.type === 's3'
    ? `s3://${repository.bucket}${repository.path} at ${repository.endpoint}:${repository.port}`
    : `${repository.path} on the volume ${names.repositoryClaim(env)}`;

const authority = (env: DatabaseEnvironment, ca: CertificateAuthority): Omit<RepositoryFile, 'file'> => {
  if (ca.from === 'secret') return { kind: 'Secret', name: ca.name, key: ca.key };
  if (ca.from === 'configMap') return { kind: 'ConfigMap', name: ca.name, key: ca.key };
  return { kind: ca.from === 'file' ? 'ConfigMap' : 'Secret', name: names.repositoryCa(env), key: 'ca.crt' };
};
