import { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { databasePodSpec, restartAnnotations } from './database-pod';
import { kubernetesObject } from './kubernetes-object';
import { names, podLabels, selector } from './names';

/** A PostgreSQL server: its identity, its volumes, its workload and the Services that lead to it. */
export class Database extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const metadata = { name: env.name, namespace: env.namespace.name };

    kubernetesObject(this, 'Has no rights and mounts no token; it carries workload identity where that is asked for.', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...metadata, ...annotated(env.serviceAccount.annotations) },
      automountServiceAccountToken: false,
    });
    this.claims(env);
    kubernetesObject(this, 'Where clients connect.', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { type: 'ClusterIP', selector: selector(env, 'database'), ports: [port], sessionAffinity: 'None' },
    });
    kubernetesObject(this, 'The name of the Pod itself, also while PostgreSQL is not ready yet.', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: names.headless(env) },
      spec: {
        type: 'ClusterIP',
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: selector(env, 'database'),
        ports: [port],
        sessionAffinity: 'None',
      },
    });
    kubernetesObject(this, 'PostgreSQL. Parallel, so that a repaired template replaces a Pod that cannot start.', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: {
        replicas: env.suspended ? 0 : 1,
        serviceName: names.headless(env),
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        revisionHistoryLimit: 10,
        selector: { matchLabels: selector(env, 'database') },
        template: {
          metadata: {
            labels: { ...podLabels(env, 'database'), ...env.serviceAccount.podLabels },
            annotations: restartAnnotations(env),
          },
          spec: databasePodSpec(env),
        },
      },
    });
    if (env.scheduling.drain === 'block') {
      kubernetesObject(this, 'drain: block - draining the node of the Pod waits until a person moves it.', {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata,
        spec: {
          maxUnavailable: 0,
          selector: { matchLabels: selector(env, 'database') },
          // A Pod that is broken anyway must not keep a node from being repaired.
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
      });
    }
  }

  /** Objects of their own and no claim templates: a size is changed in one place, labels may change, a restore gets a new claim. */
  private claims(env: Environment): void {
    const { ephemeral, size, walSize, storageClass } = env.database.storage;
    if (ephemeral) return;
    const claim = (name: string, comment: string, storage: string) =>
      kubernetesObject(this, comment, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: env.namespace.name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          volumeMode: 'Filesystem',
          ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
          resources: { requests: { storage } },
        },
      });
    claim(
      names.dataClaim(env),
      'The data. Its size can be raised where the StorageClass allows it, never lowered.',
      size,
    );
    if (walSize !== undefined) claim(names.walClaim(env), 'The write-ahead log, on a volume of its own.', walSize);
  }
}

const port = { name: 'postgresql', port: 5432, targetPort: 'postgresql', protocol: 'TCP' };

const annotated = (annotations: Readonly<Record<string, string>>) =>
  Object.keys(annotations).length === 0 ? {} : { annotations };
