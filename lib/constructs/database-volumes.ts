import type { k8s } from 'cdk8s-plus-28';
import type { Environment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';
import { names } from './names';
import { fileMode } from './security';

interface MountedVolume {
  readonly path: string;
  readonly readOnly: boolean;
  readonly volume: Plain<k8s.Volume>;
}

const mebibyte = 1024 ** 2;

/**
 * One table of volumes and where they are mounted, the same in all three containers: they run as the same user, and a person who
 * opens a shell in any of them finds everything at the same place. Directories, never subPath, since a subPath is not updated.
 */
const table = (env: Environment): readonly MountedVolume[] => {
  const { storage } = env.database;
  const claim = (claimName: string) => ({ persistentVolumeClaim: { claimName } });
  const data = storage.ephemeral ? { emptyDir: { sizeLimit: storage.size } } : claim(names.dataClaim(env));
  return [
    { path: '/pgdata', readOnly: false, volume: { name: 'data', ...data } },
    ...(storage.walSize === undefined
      ? []
      : [{ path: '/pgwal', readOnly: false, volume: { name: 'wal', ...claim(names.walClaim(env)) } }]),
    {
      path: '/pgfleet/config',
      readOnly: true,
      volume: configMap('config', names.configuration(env), fileMode.readable),
    },
    { path: '/pgfleet/scripts', readOnly: true, volume: configMap('scripts', names.scripts(env), fileMode.executable) },
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
    { path: '/var/run/postgresql', readOnly: false, volume: { name: 'socket', emptyDir: { sizeLimit: '1Mi' } } },
    { path: '/tmp', readOnly: false, volume: { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } } },
    {
      path: '/dev/shm',
      readOnly: false,
      volume: { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: sharedMemory(env) } },
    },
  ];
};

export const databaseVolumes = (env: Environment): Plain<k8s.Volume>[] => table(env).map(({ volume }) => volume);

export const mounts = (env: Environment): Plain<k8s.VolumeMount>[] =>
  table(env).map(({ path, readOnly, volume }) => ({
    name: volume.name,
    mountPath: path,
    ...(readOnly ? { readOnly } : {}),
  }));

const configMap = (name: string, source: string, defaultMode: number): Plain<k8s.Volume> => ({
  name,
  configMap: { name: source, defaultMode },
});

/** The one key, so that a wrong name of a Secret or key is an event of the Pod that says so. */
const password = (env: Environment): Plain<k8s.Volume> => ({
  name: 'credentials',
  secret: {
    secretName: env.credentials.secret,
    items: [{ key: env.credentials.passwordKey, path: 'password' }],
    defaultMode: fileMode.readableByGroup,
  },
});

/** Dynamic shared memory of parallel queries: a quarter of the memory limit, which it counts toward. Docker's 64 MiB are too few. */
const sharedMemory = (env: Environment): string =>
  `${Math.max(64, Math.floor(env.database.memoryLimitBytes / 4 / mebibyte))}Mi`;
