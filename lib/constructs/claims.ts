import type { Construct } from 'constructs';
import type { DatabaseEnvironment, Environment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';

interface Claim {
  readonly name: string;
  readonly comment: string;
  readonly size: string;
  readonly storageClass: string | undefined;
}

/** Objects of their own and no claim templates: a size is changed in one place, labels may change, a restore gets a new claim. */
export const claim = (scope: Construct, env: Environment, { name, comment, size, storageClass }: Claim): void => {
  kubernetesObject(scope, comment, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: env.namespace.name },
    spec: claimSpec(size, storageClass),
  });
};

export const claimSpec = (size: string, storageClass: string | undefined) => ({
  accessModes: ['ReadWriteOnce'],
  volumeMode: 'Filesystem',
  ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
  resources: { requests: { storage: size } },
});

/** The claims of the database. */
export const databaseClaims = (scope: Construct, env: DatabaseEnvironment): void => {
  const { ephemeral, size, walSize, storageClass } = env.database.storage;
  if (ephemeral) return;
  claim(scope, env, {
    name: names.dataClaim(env),
    comment: 'The data. Its size can be raised where the StorageClass allows it, never lowered.',
    size,
    storageClass,
  });
  if (walSize === undefined) return;
  claim(scope, env, {
    name: names.walClaim(env),
    comment: 'The write-ahead log, on a volume of its own.',
    size: walSize,
    storageClass,
  });
};
