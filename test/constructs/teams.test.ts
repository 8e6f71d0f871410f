import type { DatabaseEnvironment, Environment, Team, VdbEnvironment } from '../../lib/defaults/environment';
import { checks, exampleEnvironment, noBackup, vdbEnvironment } from './example-environment';
import { objectsOf } from './find';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const group = 'oidc:shop-developers';
const withRole = (role: Team['role'], change: Partial<DatabaseEnvironment> = {}): DatabaseEnvironment =>
  exampleEnvironment({ teams: [{ group, role }], checks, ...change });
const foreign = { namespace: { name: 'shop', create: false } };

const granted = (role: Team['role'], change: Partial<DatabaseEnvironment> = {}): readonly string[] =>
  grantedIn(withRole(role, change), role);

/** `verb group/resource` for the whole kind, `verb group/resource name` for one object. */
const grantedIn = (env: Environment, role: Team['role']): readonly string[] => {
  const { rules } = objectsOf(env).get(`Role/${env.name}-${role}`) as unknown as { rules: Rule[] };
  return rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
    apiGroups.flatMap((apiGroup) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          (resourceNames ?? ['']).map((name) => `${verb} ${apiGroup}/${resource}${name && ` ${name}`}`),
        ),
      ),
    ),
  );
};
/** What is more than looking, in the order of the alphabet. */
const more = (rights: readonly string[]): readonly string[] =>
  rights.filter((right) => !/^(get|list|watch) /.test(right) || /secrets|portforward/.test(right)).sort();

test('nobody named: no Role of people', () => {
  expect(objectsOf(exampleEnvironment()).keys.filter((key) => /view|operate/.test(key))).toEqual([]);
});

test('a group is bound to the Role of its word, and that Role alone is there', () => {
  const objects = objectsOf(withRole('view'));
  expect(objects.keys.filter((key) => /view|operate/.test(key))).toEqual([
    'Role/postgres-view',
    'RoleBinding/postgres-view',
  ]);
  expect(objects.get('RoleBinding/postgres-view')).toMatchObject({
    metadata: { namespace: 'postgres-orders' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'postgres-view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
  });
});

test('view reads every kind of object that an environment has but Secrets, and the logs', () => {
  const rights = granted('view');
  expect(more(rights)).toEqual([]);
  expect(rights).toContain('get /pods/log');
  expect(rights.filter((right) => right.startsWith('list ')).map((right) => right.slice(5))).toEqual([
    '/configmaps',
    '/endpoints',
    '/events',
    '/persistentvolumeclaims',
    '/pods',
    '/services',
    'apps/statefulsets',
    'batch/cronjobs',
    'batch/jobs',
    'discovery.k8s.io/endpointslices',
    'networking.k8s.io/networkpolicies',
  ]);
});

test('operate is view, starting and removing Jobs, restarting, and connecting with the one Secret', () => {
  expect(granted('operate').slice(0, granted('view').length)).toEqual(granted('view'));
  expect(more(granted('operate'))).toEqual([
    'create /pods/portforward',
    'create batch/jobs',
    'delete /pods',
    'delete batch/jobs',
    'get /pods/portforward',
    'get /secrets postgres-app',
  ]);
});

test.each([{}, foreign])('no role changes what Git owns, opens a shell, or sees all Secrets: %j', (change) => {
  const rights = granted('operate', change);
  expect(rights.filter((right) => /^(update|patch|deletecollection|\*) |exec|attach|\*/.test(right))).toEqual([]);
  expect(rights.filter((right) => right.includes('secrets'))).toEqual(['get /secrets postgres-app']);
});

describe('in a namespace of somebody else', () => {
  test('every right is narrowed to an object of the environment', () => {
    const known = new Set(objectsOf(withRole('operate', foreign)).keys.map((key) => key.replace(/^.*\//, '')));
    for (const name of ['postgres-0', 'postgres-app']) known.add(name);
    for (const role of ['view', 'operate'] as const) {
      const rights = granted(role, foreign);
      expect(rights.length).toBeGreaterThan(20);
      expect(rights.filter((right) => !known.has(right.split(' ')[2] ?? ''))).toEqual([]);
    }
  });

  test('nobody may start a Job, which could mount any Secret of it', () => {
    expect(more(granted('operate', { ...foreign, backup: noBackup, checks: { level: 'none' } }))).toEqual([
      'create /pods/portforward postgres-0',
      'delete /pods postgres-0',
      expect.stringMatching(/^delete batch\/jobs postgres-credentials-[0-9a-f]{8}$/),
      'get /pods/portforward postgres-0',
      'get /secrets postgres-app',
    ]);
  });

  test('its events and lists of other names stay closed', () => {
    expect(granted('view', foreign).filter((right) => /events|endpointslices/.test(right))).toEqual([]);
  });
});

describe('of virtual databases', () => {
  const vdbs = (change: Partial<VdbEnvironment> = {}): VdbEnvironment =>
    vdbEnvironment(
      { teams: [{ group, role: 'operate' }], ...change },
      { actions: [{ id: 'before-7', kind: 'VDBSnapshot', spec: {} }] },
      { name: 'reports', credentials: { source: 'existing', secret: 'mine', passwordKey: 'password', readers: [] } },
    );

  test('the VDBs and their actions are read, and made or changed by nobody: Git is the road', () => {
    const rights = grantedIn(vdbs(), 'operate');
    expect(rights.filter((right) => right.includes('delphix'))).toEqual([
      ...['get', 'list', 'watch'].map((verb) => `${verb} actions.delphix.com/*`),
      ...['get', 'list', 'watch'].map((verb) => `${verb} core.delphix.com/postgresvdbs`),
    ]);
  });

  test('each has a Secret that operate may get', () => {
    const rights = grantedIn(vdbs(), 'operate');
    expect(rights.filter((right) => right.includes('secrets'))).toEqual([
      'get /secrets orders-app',
      'get /secrets mine',
    ]);
  });

  test('in a namespace of somebody else they are named, and Pods that the operator makes are not known', () => {
    const rights = grantedIn(vdbs(foreign), 'operate');
    expect(rights.filter((right) => /^get .*delphix/.test(right))).toEqual([
      'get actions.delphix.com/* orders-before-7',
      'get core.delphix.com/postgresvdbs orders',
      'get core.delphix.com/postgresvdbs reports',
    ]);
    expect(rights.filter((right) => right.includes('/pods'))).toEqual([]);
  });
});
