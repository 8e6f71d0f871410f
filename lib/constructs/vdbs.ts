import { Construct } from 'constructs';
import type { Action, Hook, Vdb, VdbEnvironment } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { names, prefix } from './names';
import { publicService } from './services';

/** Virtual databases: the objects that ask the operator of Delphix for them, and what is done with them once. */
export class Vdbs extends Construct {
  constructor(scope: Construct, id: string, env: VdbEnvironment) {
    super(scope, id);
    for (const vdb of env.vdbs) {
      kubernetesObject(this, comments[vdb.source.type], {
        apiVersion: 'core.delphix.com/v1alpha1',
        kind: 'PostgresVDB',
        metadata: { name: vdb.name, namespace: env.namespace.name },
        spec: vdbSpec(vdb),
      });
      for (const action of vdb.actions) this.action(env, vdb, action);
      if (env.publicAccess !== undefined && vdb.podLabels !== undefined)
        publicService(this, env, {
          name: names.public(vdb),
          comment: 'Where clients outside of the cluster connect, from these addresses. TLS is for the VDB to have.',
          selector: vdb.podLabels,
          port: { name: 'postgresql', port: vdb.port, targetPort: vdb.port, protocol: 'TCP' },
          access: env.publicAccess,
        });
    }
  }

  private action(env: VdbEnvironment, vdb: Vdb, { id, kind, spec }: Action): void {
    const dangerous = discarding.has(kind);
    kubernetesObject(
      this,
      dangerous
        ? `DISCARDS DATA: what was written to ${vdb.name} since is gone. Done once; taking it out of Git undoes nothing.`
        : `Done once to ${vdb.name}; taking it out of Git undoes nothing.`,
      {
        apiVersion: 'actions.delphix.com/v1alpha1',
        kind,
        metadata: {
          name: `${vdb.name}-${id}`,
          namespace: env.namespace.name,
          labels: { [`${prefix}/vdb`]: vdb.name, [`${prefix}/action`]: id },
          ...(dangerous ? { annotations: { [`${prefix}/danger`]: 'discards-data' } } : {}),
        },
        spec,
      },
    );
  }
}

const comments: Readonly<Record<Vdb['source']['type'], string>> = {
  'dct-source': 'The database: a copy of a source of Delphix, made by its operator. Deleting this deletes the copy.',
  'pvc-clone': 'The database: a copy of a claim, made by the operator of Delphix. Deleting this deletes the copy.',
  'k8s-snapshot':
    'The database: a copy of a snapshot, made by the operator of Delphix. Deleting this deletes the copy.',
  'pvc-adopt': 'The database, on a claim that it takes over: no copy. Deleting this may delete the data.',
};

/** After these the database is another one. */
const discarding: ReadonlySet<Action['kind']> = new Set([
  'VDBRefresh',
  'VDBRewind',
  'PostgresRefresh',
  'PostgresRewind',
]);

const vdbSpec = (vdb: Vdb) => ({
  source: {
    type: vdb.source.type,
    reference: vdb.source.reference,
    ...(vdb.source.namespace === undefined ? {} : { namespace: vdb.source.namespace }),
  },
  database: { ...vdb.database, passwordSecretRef: vdb.credentials.secret },
  enabled: vdb.enabled,
  mode: vdb.mode,
  port: vdb.port,
  ...(vdb.image === undefined ? {} : { image: vdb.image }),
  mountPath: vdb.mountPath,
  OwnershipSpec: vdb.ownershipSpec,
  errorBackoffPeriod: vdb.errorBackoffPeriod,
  resources: {
    requests: vdb.requests,
    limits: { ...(vdb.limits.cpu === undefined ? {} : { cpu: vdb.limits.cpu }), memory: vdb.limits.memory },
  },
  ...(vdb.postgresConfig.length === 0 ? {} : { postgresConfig: vdb.postgresConfig }),
  ...(vdb.hooks.length === 0 ? {} : { hooks: vdb.hooks.map(hookOf) }),
});

const hookOf = ({ name, stage, type, script, database, weight, retries, env }: Hook) => ({
  name,
  stage,
  type,
  script,
  database,
  weight,
  backoffLimit: retries,
  ...(env.length === 0
    ? {}
    : {
        env: env.map((variable) =>
          'secret' in variable
            ? { name: variable.name, valueFrom: { secretKeyRef: variable.secret } }
            : { name: variable.name, value: variable.value },
        ),
      }),
});
