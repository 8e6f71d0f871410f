import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Values } from '../../lib/config/schema';
import { kubectl, tryKubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { createProject, smallDatabase, synth } from './harness/project';
import { waitFor, when } from './harness/wait';

useCluster();

const groups = { view: 'oidc:shop-developers', operate: '/Shop testers' } as const;
type Role = keyof typeof groups;

let own: string;
let foreign: string;

/** Applies the rights of an environment into a namespace, and nothing else of it: what somebody may do needs no database. */
const applyRights = async (id: string, namespace: string, of: Values['namespace']): Promise<void> => {
  const project = createProject(id, namespace, {
    profile: 'development',
    namespace: of,
    database: smallDatabase,
    access: {
      teams: [
        { group: groups.view, role: 'view' },
        { group: groups.operate, role: 'operate' },
      ],
    },
  });
  await synth(project);
  const folder = join(project.root, 'dist', id);
  const files = readdirSync(folder).filter((file) => /^Role(Binding)?\.postgres-(view|operate)\./.test(file));
  expect(files).toHaveLength(4);
  await kubectl(['apply', ...files.flatMap((file) => ['-f', join(folder, file)])]);
};

const may = async (role: Role, namespace: string, verb: string, what: string): Promise<boolean> => {
  const [resource = '', subresource] = what.split(' ');
  const args = [verb, resource, ...(subresource === undefined ? [] : [`--subresource=${subresource}`])];
  const who = ['--as', 'somebody', '--as-group', groups[role]];
  return (await tryKubectl(['auth', 'can-i', ...args, '-n', namespace, ...who])).code === 0;
};

beforeAll(async () => {
  own = await createNamespace(uniqueNamespace('own'));
  foreign = await createNamespace(uniqueNamespace('foreign'));
  await applyRights('own', own, own);
  await applyRights('foreign', foreign, { name: foreign, create: false });
  await waitFor('the rights', 20, async () => when(await may('operate', foreign, 'get', 'pod/postgres-0')));
});

/** Rows: verb, object and subresource, and the roles that may. */
type Row = readonly [verb: string, what: string, allowed: readonly Role[]];
const both: readonly Role[] = ['view', 'operate'];

const inOwn: readonly Row[] = [
  ['list', 'pods', both],
  ['get', 'pods log', both],
  ['list', 'events', both],
  ['list', 'cronjobs.batch', both],
  ['watch', 'statefulsets.apps', both],
  ['list', 'endpointslices.discovery.k8s.io', both],
  ['list', 'networkpolicies.networking.k8s.io', both],
  ['get', 'secret/postgres-app', ['operate']],
  ['get', 'secret/postgres-tls', []],
  ['list', 'secrets', []],
  ['watch', 'secret/postgres-app', []],
  ['create', 'jobs.batch', ['operate']],
  ['delete', 'jobs.batch', ['operate']],
  ['delete', 'pods', ['operate']],
  ['create', 'pods portforward', ['operate']],
  ['create', 'pods exec', []],
  ['get', 'pods exec', []],
  ['create', 'pods attach', []],
  ['patch', 'pods ephemeralcontainers', []],
  ['create', 'pods', []],
  ['deletecollection', 'pods', []],
  ['patch', 'statefulsets.apps', []],
  ['update', 'statefulsets.apps scale', []],
  ['patch', 'cronjobs.batch', []],
  ['update', 'configmaps', []],
  ['delete', 'persistentvolumeclaims', []],
  ['delete', 'networkpolicies.networking.k8s.io', []],
  ['create', 'serviceaccounts token', []],
  ['create', 'rolebindings.rbac.authorization.k8s.io', []],
  ['create', 'postgresvdbs.core.delphix.com', []],
];

const inForeign: readonly Row[] = [
  ['get', 'pod/postgres-0', both],
  ['get', 'pod/backend-0', []],
  ['list', 'pods', []],
  ['list', 'events', []],
  ['get', 'configmap/postgres-config', both],
  ['get', 'configmap/backend', []],
  ['get', 'statefulset.apps/postgres', both],
  ['get', 'persistentvolumeclaim/postgres-data-1', both],
  ['get', 'secret/postgres-app', ['operate']],
  ['get', 'secret/backend', []],
  ['delete', 'pod/postgres-0', ['operate']],
  ['delete', 'pod/backend-0', []],
  ['delete', 'jobs.batch', []],
  ['create', 'jobs.batch', []],
  ['create', 'pods portforward', []],
  ['create', 'pods exec', []],
];

/** Asked side by side, a few at once: each question is a kubectl. */
const verdicts = async (namespace: string, rows: readonly Row[]): Promise<readonly Row[]> => {
  const answers: Row[] = [];
  for (const [verb, what] of rows) {
    const allowed = await Promise.all(both.map((role) => may(role, namespace, verb, what)));
    answers.push([verb, what, both.filter((_, index) => allowed[index])]);
  }
  return answers;
};

test('the API server gives view and operate these rights in a namespace of ours, and no others', async () => {
  expect(await verdicts(own, inOwn)).toEqual(inOwn);
});

test('in a namespace of somebody else only by name, and no Job', async () => {
  expect(await verdicts(foreign, inForeign)).toEqual(inForeign);
});

test('another group has none of them, and neither of them any elsewhere', async () => {
  const elsewhere = await createNamespace(uniqueNamespace('elsewhere'));
  for (const role of both) expect(await may(role, elsewhere, 'get', 'pod/postgres-0')).toBe(false);
  const stranger = await tryKubectl(['auth', 'can-i', 'get', 'pods', '-n', own, '--as', 'x', '--as-group', 'x']);
  expect(stranger.code).not.toBe(0);
});
