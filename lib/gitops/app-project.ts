import type { ArgoCdSettings } from '../defaults/argocd';
import type { DocumentedManifest } from '../manifest';
import { ownKinds } from './own-kinds';

/** What a project must know of one environment. */
export interface ProjectMember {
  readonly cluster: string;
  readonly namespace: string;
  /** `group/Kind` of every object, without doubles; of the core group `/Kind`. */
  readonly kinds: readonly string[];
}

/**
 * The least that the environments need: their places, their kinds, this repository. And what they may have needed before: of an Application
 * that goes, Argo CD deletes only what the project still permits, and the commit that removes the last environment of a kind or in a place
 * reaches the project at the same time. Source: argo-cd, getPermittedAppLiveObjects; seen on a real one, test/cluster/vdb-life.test.ts.
 */
export const appProject = (settings: ArgoCdSettings, members: readonly ProjectMember[]): DocumentedManifest => {
  const { syncWindows, roles, project } = settings;
  return {
    comment:
      'What Applications of environments may do: these namespaces, these kinds, this repository. Made from what is in dist/, and wide enough for what has just gone from it.',
    manifest: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: project, namespace: settings.namespace, annotations: first },
      spec: {
        description: 'PostgreSQL environments of pgfleet',
        sourceRepos: [settings.repoURL],
        destinations: destinations(settings, members),
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
        namespaceResourceWhitelist: kinds(members),
        ...(roles.length === 0 ? {} : { roles: roles.map((role) => projectRole(project, role)) }),
        ...(syncWindows.length === 0 ? {} : { syncWindows: syncWindows.map(syncWindow) }),
      },
    },
  };
};

/**
 * Before the ApplicationSet, which refuses a project that is not there yet and looks again only minutes later. Seen on a real Argo CD.
 */
const first = { 'argocd.argoproj.io/sync-wave': '-1' };

const destinations = ({ clusters, namespaces }: ArgoCdSettings, members: readonly ProjectMember[]) => {
  const permitted = [...(clusters ?? []), ...members.map(({ cluster }) => cluster)].flatMap((cluster) =>
    namespaces.map((namespace) => ({ cluster, namespace })),
  );
  return sorted([...permitted, ...members].map(({ cluster, namespace }) => `${cluster}\n${namespace}`)).map((place) => {
    const [name = '', namespace = ''] = place.split('\n');
    return { name, namespace };
  });
};

const kinds = (members: readonly ProjectMember[]) =>
  sorted([...ownKinds, ...members.flatMap((member) => member.kinds)])
    .filter((kind) => kind !== '/Namespace')
    .map((text) => {
      const [group = '', kind = ''] = text.split('/');
      return { group, kind };
    });

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

type Role = ArgoCdSettings['roles'][number];

const actions: Readonly<Record<Role['access'], readonly (readonly [resource: string, action: string])[]>> = {
  view: [
    ['applications', 'get'],
    ['logs', 'get'],
  ],
  sync: [
    ['applications', 'get'],
    ['applications', 'sync'],
    ['logs', 'get'],
  ],
  admin: [
    ['applications', '*'],
    ['logs', 'get'],
  ],
};

const projectRole = (project: string, { name, groups, access }: Role) => ({
  name,
  description: `${access}, for ${groups.join(', ')}`,
  groups,
  policies: actions[access].map(
    ([resource, action]) => `p, proj:${project}:${name}, ${resource}, ${action}, ${project}/*, allow`,
  ),
});

const syncWindow = ({
  kind,
  schedule,
  duration,
  timeZone,
  environments = ['*'],
  manualSync = false,
}: ArgoCdSettings['syncWindows'][number]) => ({
  kind,
  schedule,
  duration,
  applications: environments,
  manualSync,
  timeZone: timeZone ?? 'Etc/UTC',
});
