import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { commit, initRepository, repositoryUrl } from './git-repository';
import { applyObjects, find, kubectl, list } from './kubectl';
import { uniqueId } from './namespaces';
import { synth } from './project';
import { waitFor, when } from './wait';

/** Namespace of Argo CD in the cluster of this tier. */
export const argocdNamespace = 'argocd';

/** The few fields of an Application that tests look at. */
export interface Application {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly status?: string;
      readonly health?: { readonly status?: string; readonly message?: string };
    }[];
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly startedAt: string;
      readonly finishedAt?: string;
      readonly retryCount?: number;
      readonly syncResult?: { readonly revision: string };
    };
  };
}

/** A project in a Git repository that Argo CD follows. */
export interface Fleet {
  readonly root: string;
  /** Name of the AppProject, the ApplicationSet and the root Application. */
  readonly project: string;
}

/** Adds to environments/defaults.yaml what a user adds, and makes the project a Git repository. Nothing is committed. */
export const prepareFleet = async (root: string, cluster = 'in-cluster'): Promise<Fleet> => {
  const project = uniqueId('fleet');
  const file = join(root, 'environments', 'defaults.yaml');
  // Environments with deletionPolicy Delete are in namespaces that the project knows by their beginning.
  const argocd = { repoURL: repositoryUrl(root), project, namespaces: ['postgres-*', 'tier-*'] };
  writeFileSync(file, stringify({ ...parse(readFileSync(file, 'utf8')), cluster, argocd }));
  await initRepository(root);
  fleets.push({ root, project });
  return { root, project };
};

const fleets: Fleet[] = [];

/** Synth and commit: what a merged pull request does. The hash. */
export const mergeAll = async ({ root }: Pick<Fleet, 'root'>, message: string): Promise<string> => {
  await synth({ root });
  return commit(root, message);
};

/** What a webhook of the forge does. Without one the ApplicationSet looks every three minutes, and Applications every ten seconds here. */
export const announce = ({ project }: Pick<Fleet, 'project'>): Promise<string> =>
  kubectl([
    ...['annotate', 'applicationset.argoproj.io', project, '-n', argocdNamespace, '--overwrite'],
    'argocd.argoproj.io/application-set-refresh=true',
  ]);

/** The one command that a person runs. */
export const applyRoot = ({ root, project }: Fleet): Promise<string> =>
  kubectl(['apply', '-f', join('dist', 'argocd', `Application.${project}.yaml`)], { cwd: root });

export const application = (name: string): Promise<Application | undefined> =>
  find<Application>(argocdNamespace, 'applications.argoproj.io', name);

/** Those of the environments of a fleet, without the root Application. */
export const applications = async ({ project }: Pick<Fleet, 'project'>): Promise<readonly Application[]> =>
  (
    await list<Application & { readonly spec: { readonly project: string } }>(
      argocdNamespace,
      'applications.argoproj.io',
    )
  ).filter(({ spec }) => spec.project === project);

/** One line for a person: state of the Application, of its last operation, and of the objects that are not well. */
export const describe = ({ metadata, status = {} }: Application): string => {
  const { sync, health, operationState, resources = [], conditions = [] } = status;
  const unwell = resources.filter(
    (resource) => resource.status !== 'Synced' || !['Healthy', undefined].includes(resource.health?.status),
  );
  return [
    `${metadata.name}: ${sync?.status} ${health?.status} at ${sync?.revision?.slice(0, 8)}`,
    `operation ${operationState?.phase} ${operationState?.message ?? ''}`,
    ...conditions.map(({ type, message }) => `${type}: ${message}`),
    ...unwell.map(({ kind, name, status: state, health: well }) =>
      [kind, name, state, well?.status, well?.message].filter((word) => word !== undefined).join(' '),
    ),
  ].join('\n  ');
};

/** An Application that finds everything as it should be, as one that adopts a running environment, starts no operation. */
const isSynced = ({ status }: Application, revision: string): boolean =>
  status?.sync?.status === 'Synced' &&
  status.sync.revision === revision &&
  ['Succeeded', undefined].includes(status.operationState?.phase);

export const isWell = (found: Application, revision: string): boolean =>
  isSynced(found, revision) && found.status?.health?.status === 'Healthy';

/** Waits for a state of one Application; when it does not come, the error says what there was instead. */
export const waitForApplication = (
  name: string,
  what: string,
  seconds: number,
  holds: (found: Application) => boolean,
): Promise<Application> =>
  waitFor(`Application ${name} to be ${what}`, seconds, async () => {
    const found = await application(name);
    if (found === undefined) throw new Error('there is none');
    if (!holds(found)) throw new Error(describe(found));
    return found;
  });

export const waitForWell = (name: string, revision: string, seconds: number): Promise<Application> =>
  waitForApplication(name, `Synced and Healthy at ${revision.slice(0, 8)}`, seconds, (found) =>
    isWell(found, revision),
  );

export const waitForNoApplication = (name: string, seconds: number): Promise<true> =>
  waitFor(`Application ${name} to go`, seconds, async () => when((await application(name)) === undefined));

/**
 * This cluster once more, under a name of its own: as a second cluster that an administrator has registered. Backups of an earlier run lie
 * below the name of its cluster, so that a run with a new one meets none.
 */
export const registerCluster = async (name: string): Promise<string> => {
  const text = await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']);
  const { clusters, users } = JSON.parse(text) as {
    readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
    readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
  };
  const { server, 'certificate-authority-data': caData } = clusters[0].cluster;
  const { 'client-certificate-data': certData, 'client-key-data': keyData, token: bearerToken } = users[0].user;
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: argocdNamespace, labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    stringData: {
      name,
      server,
      config: JSON.stringify({ bearerToken, tlsClientConfig: { caData, certData, keyData } }),
    },
  });
  registered.push(name);
  return name;
};

const registered: string[] = [];

/**
 * Takes the fleets of this file out of Argo CD: first what would make the rest again. Applications with the finalizer take their objects
 * along and need the project for that.
 */
export const deleteFleets = async (): Promise<void> => {
  if (process.env.KEEP === '1') return;
  const remove = (kind: string, ...names: readonly string[]): Promise<string> =>
    kubectl(
      ['delete', `${kind}.argoproj.io`, ...names, '-n', argocdNamespace, '--ignore-not-found', '--timeout=120s'],
      {
        timeoutSeconds: 130,
      },
    );
  for (const fleet of fleets.splice(0)) {
    await remove('application', fleet.project);
    await remove('applicationset', fleet.project);
    const left = (await applications(fleet)).map(({ metadata }) => metadata.name);
    if (left.length > 0) await remove('application', ...left);
    await remove('appproject', fleet.project);
  }
  for (const name of registered.splice(0))
    await kubectl(['delete', 'secret', name, '-n', argocdNamespace, '--ignore-not-found']);
};
