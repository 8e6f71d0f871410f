import { Construct } from 'constructs';
import type { Environment, Team } from '../defaults/environment';
import type { DocumentedManifest } from '../manifest';
import { names } from './names';
import { type Rule, rights } from './rights';

/**
 * Rights of people, docs/access.md: a Role for each word of access.teams that is used. Nothing here changes what Git owns, reads a Secret but
 * that of the application, or runs a program in a container: `pods/exec` would be a superuser's prompt.
 */
export class Teams extends Construct {
  /** `others`: the objects of the environment, asked for where they must be named. */
  constructor(scope: Construct, id: string, env: Environment, others: () => readonly DocumentedManifest[]) {
    super(scope, id);
    if (env.teams.length === 0) return;
    const known = env.namespace.create ? undefined : namesByKind(others());
    for (const role of ['view', 'operate'] as const) {
      const subjects = env.teams.filter((team) => team.role === role);
      if (subjects.length === 0) continue;
      rights(this, env, {
        name: names.team(env, role),
        comment: `${comments[role]}${known === undefined ? '' : foreign}`,
        rules: [...view(known), ...(role === 'operate' ? operate(env, known) : [])],
        to: 'Who may do that, by group.',
        subjects,
      });
    }
  }
}

const comments: Readonly<Record<Team['role'], string>> = {
  view: 'Looking at everything of this environment but Secrets, also at logs.',
  operate: 'Looking, Jobs of backups and checks, restarting, and connecting with the Secret of the application.',
};
const foreign = ' By name, since the namespace is of somebody else: no lists, and no Job can be started.';

/** Undefined in a namespace of ours, where every object is of this environment. */
type Known = ReadonlyMap<string, readonly string[]> | undefined;

const read = ['get', 'list', 'watch'];

/**
 * API group, resource, and the kind whose names narrow it in a namespace of somebody else. Without one it is not given there: nobody knows
 * these names before. Neither are lists: by name they answer `metadata.name=NAME` only. Source: Kubernetes docs, RBAC, resourceNames.
 */
const readable: readonly (readonly [group: string, resource: string, kind?: string])[] = [
  ['', 'configmaps', 'ConfigMap'],
  ['', 'endpoints', 'Service'],
  ['', 'events'],
  ['', 'persistentvolumeclaims', 'PersistentVolumeClaim'],
  ['', 'pods', 'Pod'],
  ['', 'services', 'Service'],
  ['apps', 'statefulsets', 'StatefulSet'],
  ['batch', 'cronjobs', 'CronJob'],
  ['batch', 'jobs', 'Job'],
  ['discovery.k8s.io', 'endpointslices'],
  ['networking.k8s.io', 'networkpolicies', 'NetworkPolicy'],
];

const view = (known: Known): readonly Rule[] => [
  ...(known === undefined ? wholeKinds() : readable.flatMap((row) => named(known, read, ...row))),
  ...named(known, ['get'], '', 'pods/log', 'Pod'),
];

const wholeKinds = (): readonly Rule[] =>
  [...new Set(readable.map(([group]) => group))].map((group) => ({
    apiGroups: [group],
    resources: readable.filter((row) => row[0] === group).map(([, resource]) => resource),
    verbs: read,
  }));

const operate = (env: Environment, known: Known): readonly Rule[] => [
  ...(env.kind === 'database'
    ? [{ apiGroups: [''], resources: ['secrets'], resourceNames: [env.credentials.secret], verbs: ['get'] }]
    : []),
  ...named(known, ['delete'], '', 'pods', 'Pod'),
  // A websocket is opened by GET, what it took the place of by POST.
  ...named(known, ['create', 'get'], '', 'pods/portforward', 'Pod'),
  ...named(known, ['delete'], 'batch', 'jobs', 'Job'),
  // Not by name, so that beside other people's Secrets nobody may: a Job can mount any of them.
  ...(known === undefined ? [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }] : []),
];

const named = (known: Known, verbs: readonly string[], group: string, resource: string, kind = ''): readonly Rule[] => {
  const rule = { apiGroups: [group], resources: [resource], verbs };
  if (known === undefined) return [rule];
  const resourceNames = known.get(kind) ?? [];
  return resourceNames.length === 0 ? [] : [{ ...rule, resourceNames }];
};

/** Names of ours; and of the Pod of a StatefulSet, which is none of the manifests. */
const namesByKind = (objects: readonly DocumentedManifest[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const add = (kind: string, name: string): void => void found.set(kind, [...(found.get(kind) ?? []), name]);
  for (const { manifest } of objects) add(manifest.kind, manifest.metadata.name);
  for (const name of found.get('StatefulSet') ?? []) add('Pod', `${name}-0`);
  for (const list of found.values()) list.sort();
  return found;
};
