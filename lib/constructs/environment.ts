import { type ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import type { DocumentedManifest, Manifest } from '../manifest';
import { Configuration } from './configuration';
import { Credentials } from './credentials';
import { Database } from './database';
import { commentMetadata, kubernetesObject } from './kubernetes-object';
import { labels } from './names';
import { Namespace } from './namespace';
import { NetworkPolicies } from './network-policies';

/** Everything of one environment. The common labels are set here, once. */
export class EnvironmentChart extends Chart {
  constructor(scope: Construct, env: Environment) {
    super(scope, env.id, { labels: labels(env), disableResourceNameHashes: true });
    new Namespace(this, 'namespace', env);
    new NetworkPolicies(this, 'network-policies', env);
    new Credentials(this, 'credentials', env);
    new Configuration(this, 'configuration', env);
    new Database(this, 'database', env);
    for (const manifest of env.manifests)
      kubernetesObject(this, `From manifests/ of ${env.id}.`, namespaced(manifest, env));
  }
}

/** One environment, one App, one Chart, one pure call. Throws only on a bug of ours. */
export const buildEnvironment = (env: Environment): readonly DocumentedManifest[] => {
  const chart = new EnvironmentChart(new App(), env);
  return chart.apiObjects.map(documented);
};

const documented = (object: ApiObject): DocumentedManifest => {
  const comment: unknown = object.node.metadata.find(({ type }) => type === commentMetadata)?.data;
  return { manifest: object.toJson() as Manifest, ...(typeof comment === 'string' ? { comment } : {}) };
};

const namespaced = (manifest: Manifest, env: Environment): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, namespace: env.namespace.name },
});
