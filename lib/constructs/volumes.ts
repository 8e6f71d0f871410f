import type { k8s } from 'cdk8s-plus-28';
import type { CertificateSecret, DatabaseEnvironment, Environment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { names } from './names';
import { ownRepository, repositorySources } from './repository';
import { fileMode } from './security';

/** One row of a table of volumes: what it is, and where it is mounted. Directories, never subPath, since a subPath is not updated. */
export interface MountedVolume {
  readonly path: string;
  readonly readOnly: boolean;
  readonly volume: Plain<k8s.Volume>;
}

export const volumesOf = (table: readonly MountedVolume[]): Plain<k8s.Volume>[] => table.map(({ volume }) => volume);

export const mountsOf = (table: readonly MountedVolume[]): Plain<k8s.VolumeMount>[] =>
  table.map(({ path, readOnly, volume }) => ({
    name: volume.name,
    mountPath: path,
    ...(readOnly ? { readOnly } : {}),
  }));

/** An empty directory on the disk of the node, gone with the Pod. */
export const scratch = (name: string, path: string, sizeLimit: string): MountedVolume => ({
  path,
  readOnly: false,
  volume: { name, emptyDir: { sizeLimit } },
});

export const configMap = (name: string, path: string, source: string, defaultMode: number): MountedVolume => ({
  path,
  readOnly: true,
  volume: { name, configMap: { name: source, defaultMode } },
});

/** Read-only, with a name per file, in a directory. */
export const projected = (name: string, path: string, sources: Plain<k8s.VolumeProjection>[]): MountedVolume => ({
  path,
  readOnly: true,
  volume: { name, projected: { sources, defaultMode: fileMode.readableByGroup } },
});

/** The rows that the database and the Jobs share. */
export const volume = {
  config: (env: Environment) => configMap('config', '/pgfleet/config', names.configuration(env), fileMode.readable),
  scripts: (env: Environment) => configMap('scripts', '/pgfleet/scripts', names.scripts(env), fileMode.executable),
  backup: (env: DatabaseEnvironment) => configMap('backup', '/pgfleet/backup', names.backup(env), fileMode.readable),
  /** Keys, passphrase and authority of the repository; nothing where it needs none of them. */
  repositoryKeys: (env: DatabaseEnvironment): readonly MountedVolume[] => {
    const sources = repositorySources(env);
    return sources.length === 0 ? [] : [projected('repository', '/pgfleet/repository', sources)];
  },
  /** The claim of a repository that is a volume. */
  repositoryVolume: (env: DatabaseEnvironment): readonly MountedVolume[] =>
    ownRepository(env)?.type !== 'volume'
      ? []
      : [
          {
            path: '/pgfleet/repository-volume',
            readOnly: false,
            volume: { name: 'repository-volume', persistentVolumeClaim: { claimName: names.repositoryClaim(env) } },
          },
        ],
  /** `keys.conf` of pgBackRest, written by repository-keys.sh: in memory, never on a disk. */
  run: (): MountedVolume => ({
    path: '/run/pgbackrest',
    readOnly: false,
    volume: { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
  }),
  tmp: (): MountedVolume => scratch('tmp', '/tmp', '64Mi'),
  /** Always as tls.crt, tls.key and ca.crt, whatever the keys of the Secret are. */
  tls: ({ secret, certificate, key, ca }: CertificateSecret, optional: boolean): MountedVolume => ({
    path: '/pgfleet/tls',
    readOnly: true,
    volume: {
      name: 'tls',
      secret: {
        secretName: secret,
        items: [
          { key: certificate, path: 'tls.crt' },
          { key, path: 'tls.key' },
          { key: ca, path: 'ca.crt' },
        ],
        // PostgreSQL and pgBackRest refuse a key that others may read; root's, readable by our group, is accepted.
        defaultMode: fileMode.readableByGroup,
        ...(optional ? { optional } : {}),
      },
    },
  }),
};
