import { Construct } from 'constructs';
import type { DatabaseEnvironment } from '../defaults/environment';
import { databaseClaims } from './claims';
import { databasePodSpec, restartAnnotations } from './database-pod';
import { kubernetesObject } from './kubernetes-object';
import { names, podLabels, selector } from './names';
import { serviceAccount } from './service-account';
import { services } from './services';

/** A PostgreSQL server: its identity, its volumes, its workload and the Services that lead to it. */
export class Database extends Construct {
  constructor(scope: Construct, id: string, env: DatabaseEnvironment) {
    super(scope, id);
    const metadata = { name: env.name, namespace: env.namespace.name };

    serviceAccount(
      this,
      env,
      env.name,
      'Has no rights and mounts no token; it carries workload identity where that is asked for.',
    );
    databaseClaims(this, env);
    services(this, env);
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
}
