import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import type { DocumentedManifest, Manifest } from '../manifest';
import { argocdAnnotations } from './argocd';
import { Backup } from './backup';
import { Bootstrap } from './bootstrap';
import { Certificates } from './certificates';
import { Checks } from './check';
import { checkAfterSync, checksAfterSync } from './check-after-sync';
import { Configuration } from './configuration';
import { Credentials } from './credentials';
import { Database } from './database';
import { annotateObjects, documentedObjects, foreignObject } from './kubernetes-object';
import { labels } from './names';
import { Namespace } from './namespace';
import { NetworkPolicies } from './network-policies';
import { Vdbs } from './vdbs';

/** Everything of one environment. The common labels and what Argo CD is told are set here, once. */
export class EnvironmentChart extends Chart {
  constructor(scope: Construct, env: Environment) {
    super(scope, env.id, { labels: labels(env), disableResourceNameHashes: true });
    annotateObjects(this, argocdAnnotations(env));
    new Namespace(this, 'namespace', env);
    new NetworkPolicies(this, 'network-policies', env);
    new Configuration(this, 'configuration', env);
    if (env.kind === 'vdb') {
      new Credentials(this, 'credentials', env);
      new Vdbs(this, 'vdbs', env);
    }
    if (env.kind === 'database') {
      new Credentials(this, 'credentials', env);
      new Certificates(this, 'certificates', env);
      new Bootstrap(this, 'bootstrap', env);
      new Database(this, 'database', env);
      new Backup(this, 'backup', env);
    }
    new Checks(this, 'checks', env);
    for (const manifest of env.manifests)
      foreignObject(this, `From manifests/ of ${env.id}.`, namespaced(manifest, env));
    // The last ones: their names cover all others.
    const checked = checksAfterSync(env);
    const others = checked.length === 0 ? [] : documentedObjects(this);
    for (const server of checked) checkAfterSync(this, env, server, others);
  }
}

/** One environment, one App, one Chart, one pure call. Throws only on a bug of ours. */
export const buildEnvironment = (env: Environment): readonly DocumentedManifest[] =>
  documentedObjects(new EnvironmentChart(new App(), env));

const namespaced = (manifest: Manifest, env: Environment): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, namespace: env.namespace.name },
});
