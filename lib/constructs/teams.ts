import { Construct } from 'constructs';
import type { Environment, Team } from '../defaults/environment';
import type { DocumentedManifest } from '../manifest';
import { loginsOf } from './logins';
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
        rules: [...view(env, known), ...(role === 'operate' ? operate(env, known) : [])],
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

/** In the place of a kind: any of the actions of Delphix. */
const actions = 'actions.delphix.com';

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

/** What the vendor calls its actions in a path of the API is not public: all of that group. */
const readableOfVdbs: typeof readable = [
  [actions, '*', actions],
  ['core.delphix.com', 'postgresvdbs', 'PostgresVDB'],
];

const view = (env: Environment, known: Known): readonly Rule[] => [
  ...rulesOf(env.kind === 'vdb' ? [...readable, ...readableOfVdbs] : readable, known),
  ...named(known, ['get'], '', 'pods/log', 'Pod'),
];

/** In a namespace of ours one rule for each group. */
const rulesOf = (rows: typeof readable, known: Known): readonly Rule[] =>
  known !== undefined
    ? rows.flatMap((row) => named(known, read, ...row))
    : [...new Set(rows.map(([group]) => group))].map((group) => ({
        apiGroups: [group],
        resources: rows.filter((row) => row[0] === group).map(([, resource]) => resource),
        verbs: read,
      }));

const operate = (env: Environment, known: Known): readonly Rule[] => [
  ...secrets(env),
  ...named(known, ['delete'], '', 'pods', 'Pod'),
  // A websocket is opened by GET, what it took the place of by POST.
  ...named(known, ['create', 'get'], '', 'pods/portforward', 'Pod'),
  ...named(known, ['delete'], 'batch', 'jobs', 'Job'),
  // Not by name, so that beside other people's Secrets nobody may: a Job can mount any of them.
  ...(known === undefined ? [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }] : []),
];

/** Those of applications, one for each server. */
const secrets = (env: Environment): readonly Rule[] => {
  if (env.kind === 'external') return [];
  const resourceNames = loginsOf(env).map(({ credentials }) => credentials.secret);
  return [{ apiGroups: [''], resources: ['secrets'], resourceNames, verbs: ['get'] }];
};

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
  for (const { apiVersion, kind, metadata } of objects.map(({ manifest }) => manifest))
    add(apiVersion.startsWith(`${actions}/`) ? actions : kind, metadata.name);
  for (const name of found.get('StatefulSet') ?? []) add('Pod', `${name}-0`);
  for (const list of found.values()) list.sort();
  return found;
};
