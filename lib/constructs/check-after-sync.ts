import { createHash, type Hash } from 'node:crypto';
import type { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import type { DocumentedManifest, Manifest } from '../manifest';
import { checkWork } from './check-jobs';
import { type CheckedServer, checkedServers } from './check-servers';
import { jobSpec } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';

/** The servers that are checked after every change. None that does not run: there is nothing to check. */
export const checksAfterSync = (env: Environment): readonly CheckedServer[] =>
  env.checks.level !== 'none' && env.checks.onSync !== undefined
    ? checkedServers(env).filter(({ asleep }) => !asleep)
    : [];

/**
 * A plain Job, whose name covers everything else that the environment consists of: each change is followed by one check, and a sync that
 * changes nothing repeats none. Never a hook: Argo CD would wait for the health of everything before it, without bound (docs/adr/0016).
 */
export const checkAfterSync = (
  scope: Construct,
  env: Environment,
  server: CheckedServer,
  others: readonly DocumentedManifest[],
): void => {
  const { checks } = env;
  if (checks.level === 'none' || checks.onSync === undefined) return;
  const spec = jobSpec(env, checkWork(env, server, checks, checks.onSync, 'sync'));
  const hash = createHash('sha256').update(JSON.stringify(spec));
  for (const { manifest } of others) add(hash, manifest);
  kubernetesObject(
    scope,
    `A check of level ${checks.onSync} after every change. Its name changes with that of anything here, so that one follows each sync and none is repeated.`,
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${names.check(server)}-sync-${hash.digest('hex').slice(0, 8)}`,
        namespace: env.namespace.name,
      },
      spec,
    },
  );
};

const add = (hash: Hash, { data, ...rest }: Manifest): void => {
  hash.update(JSON.stringify(rest));
  if (typeof data === 'object' && data !== null) hash.update(digestOf(data));
};

/** The scripts are the same map in every environment, and nine tenths of all text. */
const digestOf = (data: object): string => {
  const known = digests.get(data);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  digests.set(data, digest);
  return digest;
};

const digests = new WeakMap<object, string>();
