import type { k8s } from 'cdk8s-plus-28';
import type { DatabaseEnvironment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { names } from './names';
import { optional, repositoryFileNames } from './repository';
import { fileMode } from './security';
import { type MountedVolume, mountsOf, projected, volume, volumesOf } from './volumes';

const mebibyte = 1024 ** 2;

/**
 * One table of volumes and where they are mounted, the same in all containers: they run as the same user, and a person who
 * opens a shell in any of them finds everything at the same place.
 */
const table = (env: DatabaseEnvironment): readonly MountedVolume[] => {
  const { storage } = env.database;
  const claim = (claimName: string) => ({ persistentVolumeClaim: { claimName } });
  const data = storage.ephemeral ? { emptyDir: { sizeLimit: storage.size } } : claim(names.dataClaim(env));
  return [
    { path: '/pgdata', readOnly: false, volume: { name: 'data', ...data } },
    ...(storage.walSize === undefined
      ? []
      : [{ path: '/pgwal', readOnly: false, volume: { name: 'wal', ...claim(names.walClaim(env)) } }]),
    volume.config(env),
    volume.scripts(env),
    // Optional and always there, so that SQL which comes or goes later changes no Pod template.
    {
      path: '/pgfleet/init-sql',
      readOnly: true,
      volume: {
        name: 'init-sql',
        configMap: { name: names.initSql(env), defaultMode: fileMode.readable, optional: true },
      },
    },
    { path: '/pgfleet/credentials', readOnly: true, volume: password(env) },
    volume.tls(env.tls.server, false),
    ...backup(env),
    bootstrap(env),
    volume.run(),
    { path: '/var/run/postgresql', readOnly: false, volume: { name: 'socket', emptyDir: { sizeLimit: '1Mi' } } },
    volume.tmp(),
    {
      path: '/dev/shm',
      readOnly: false,
      volume: { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: sharedMemory(env) } },
    },
  ];
};

export const databaseVolumes = (env: DatabaseEnvironment): Plain<k8s.Volume>[] => volumesOf(table(env));

export const databaseMounts = (env: DatabaseEnvironment): Plain<k8s.VolumeMount>[] => mountsOf(table(env));

/** Keys also where only dumps are made: a restore may read that repository. A method that comes or goes restarts the Pod (archive_mode). */
const backup = (env: DatabaseEnvironment): readonly MountedVolume[] => {
  if (env.backup.method === 'none') return [];
  if (env.backup.method === 'pgDump') return volume.repositoryKeys(env);
  return [volume.backup(env), ...volume.repositoryKeys(env), ...volume.repositoryVolume(env)];
};

/** Optional and always there, like init SQL. The Secret is the user's, for a repository whose keys are not those of our own. */
const bootstrap = (env: DatabaseEnvironment): MountedVolume =>
  projected('bootstrap', '/pgfleet/bootstrap', [
    optional('ConfigMap', names.bootstrap(env)),
    optional(
      'Secret',
      names.bootstrap(env),
      repositoryFileNames.map((key) => ({ key, path: key })),
    ),
  ]);

/** The one key, so that a wrong name of a Secret or key is an event of the Pod that says so. */
const password = (env: DatabaseEnvironment): Plain<k8s.Volume> => ({
  name: 'credentials',
  secret: {
    secretName: env.credentials.secret,
    items: [{ key: env.credentials.passwordKey, path: 'password' }],
    defaultMode: fileMode.readableByGroup,
  },
});

/** Dynamic shared memory of parallel queries: a quarter of the memory limit, which it counts toward. Docker's 64 MiB are too few. */
const sharedMemory = (env: DatabaseEnvironment): string =>
  `${Math.max(64, Math.floor(env.database.memoryLimitBytes / 4 / mebibyte))}Mi`;
