import { Construct } from 'constructs';
import type { DatabaseEnvironment, Repository, Bootstrap as Source } from '../defaults/environment';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';
import { bootstrapConf } from './pgbackrest-conf';
import { givenFiles, needs, repositoryFiles } from './repository';

/**
 * What an empty data directory is restored from. A ConfigMap and nothing in the Pod template: adding the block to a database that runs,
 * or removing it, restarts nothing.
 */
export class Bootstrap extends Construct {
  constructor(scope: Construct, id: string, env: DatabaseEnvironment) {
    super(scope, id);
    const { bootstrap } = env;
    if (bootstrap === undefined) return;
    kubernetesObject(
      this,
      'Read by the init container, and only while there is no data: what it is restored from, and up to where.',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: names.bootstrap(env), namespace: env.namespace.name },
        data: bootstrap.repository === undefined ? gone(bootstrap) : data(env, bootstrap, bootstrap.repository),
      },
    );
  }
}

/** Refused by the init container: without knowing the repository it can neither restore nor tell that there is nothing to restore. */
const gone = ({ source }: Source): Record<string, string> => ({ gone: `${source}\n` });

const data = (env: DatabaseEnvironment, bootstrap: Source, repository: Repository): Record<string, string> => {
  const { source, stanza, keys, target } = bootstrap;
  const ca = repository.type === 's3' && keys === 'given' ? repository.ca : undefined;
  return {
    'pgbackrest.conf': bootstrapConf(env, bootstrap, repository),
    source: `${source}\n`,
    stanza: `${stanza}\n`,
    keys: `${keys}\n`,
    needs: needs(keys === 'own' ? repositoryFiles(env) : givenFiles(env, repository)),
    'target-type': `${target.type}\n`,
    // To the byte: the name of a restore point may hold anything.
    target: target.value,
    'target-set': target.set,
    'target-timeline': target.timeline,
    ...(ca?.from === 'file' ? { 'ca.crt': ca.pem } : {}),
  };
};
