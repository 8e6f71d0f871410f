import { type Answers, type FakeKubectl, fakeKubectl } from '../kubectl-fake';
import { makeProject, removeProjects } from '../project';

let kubectl: FakeKubectl | undefined;
afterEach(() => kubectl?.remove());
afterAll(removeProjects);

const claim = (name: string, size: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}, namespace: shop}\nspec: {resources: {requests: {storage: ${size}}}}\n`;
const record = (cluster: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: pgfleet-environment, namespace: shop}\ndata: {environment: orders, cluster: ${cluster}, namespace: shop, deletionPolicy: Retain}\n`;
const secret =
  'apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: shop}\nstringData: {password: not-to-be-read}\n';

const project = makeProject({});
project.write('old/all.yaml', [claim('data', '1Gi'), claim('old', '1Gi'), secret].join('---\n'));
project.write('new/all.yaml', claim('data', '2Gi'));
project.write('known/orders/ConfigMap.pgfleet-environment.yaml', record('east'));
project.write('known/orders/claim.yaml', claim('data', '1Gi'));
project.write('removed/other/claim.yaml', claim('data', '1Gi'));
project.write('grown/orders/ConfigMap.pgfleet-environment.yaml', record('east'));
project.write('grown/orders/claim.yaml', claim('data', '2Gi'));

const live = (name: string, volumeName: string) => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { storageClassName: 'fast', volumeName, resources: { requests: { storage: '1Gi' } } },
  status: { phase: 'Bound' },
});
const classes = { items: [{ kind: 'StorageClass', metadata: { name: 'fast' }, allowVolumeExpansion: true }] };
const answers: Answers = {
  'get persistentvolumeclaim data --ignore-not-found -o json': live('data', 'pv-1'),
  'get persistentvolumeclaim old --ignore-not-found -o json': live('old', 'pv-2'),
  'get persistentvolume pv-2': {
    kind: 'PersistentVolume',
    metadata: { name: 'pv-2' },
    spec: { persistentVolumeReclaimPolicy: 'Retain' },
  },
  'get storageclass': classes,
};

const planned = (from: string, to: string, given: Answers, ...more: readonly string[]) => {
  kubectl = fakeKubectl(given);
  const args = ['plan', '--from', from, '--to', to, '-o', 'json', '--cluster', ...more];
  const { code, stdout, stderr } = project.pgfleet(args, { env: kubectl.env });
  const changes: readonly Readonly<Record<string, string>>[] = JSON.parse(stdout).changes;
  const verdicts = changes.map((one) => `${one.code}${one.unknown === undefined ? '' : ' unknown'}`);
  return { code, stderr, changes, verdicts, questions: kubectl.questions().map(({ args }) => args) };
};

test('answers of the cluster leave nothing unknown', () => {
  const { verdicts, changes, stderr } = planned('old', 'new', answers);
  expect(verdicts).toEqual(['claim-deleted', 'claim-grows', 'object-deleted']);
  expect(changes[0]?.message).toContain('its volume stays (Retain)');
  expect(stderr).toBe('');
});

test('a guard of the live object counts', () => {
  const words = 'get persistentvolumeclaim old --ignore-not-found -o go-template';
  const row = 'old\targocd.argoproj.io/sync-options\t"Delete=false,Prune=false"\n';
  expect(planned('old', 'new', { ...answers, [words]: row }).verdicts).toContain('data-orphaned');
});

test('the cluster is only read, and of a Secret no question prints a value', () => {
  const { questions } = planned('old', 'new', answers, '--context', 'east');
  expect(new Set(questions.map(([verb]) => verb))).toEqual(new Set(['get']));
  expect(questions.every((args) => args.join(' ').includes('--context east'))).toBe(true);
  const ofSecrets = questions.filter(([, kind]) => kind === 'secret').map((args) => args.join(' '));
  expect(ofSecrets).toHaveLength(1);
  expect(ofSecrets.filter((words) => / json|\.data/.test(words))).toEqual([]);
});

test('without the right to look, the plan says what is not known, and one notice why', () => {
  const forbidden = { error: 'Error from server (Forbidden): it is forbidden: User "a" cannot get it' };
  const { code, verdicts, stderr } = planned('old', 'new', { get: forbidden });
  expect(code).toBe(0);
  expect(verdicts).toEqual(['claim-deleted unknown', 'claim-growth-unknown unknown', 'object-deleted']);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('not all is known from the cluster: you may not'),
  ]);
});

test('a cluster that does not answer is asked for one environment only', () => {
  const two = makeProject({});
  for (const id of ['orders', 'stock'])
    for (const [side, size] of [
      ['from', '1Gi'],
      ['to', '2Gi'],
    ] as const) {
      two.write(`${side}/${id}/ConfigMap.pgfleet-environment.yaml`, record('east'));
      two.write(`${side}/${id}/claim.yaml`, claim('data', size));
    }
  kubectl = fakeKubectl({ get: { error: 'Unable to connect to the server: EOF' } });
  const { code, stderr } = two.pgfleet(['plan', '--from', 'from', '--to', 'to', '--cluster'], { env: kubectl.env });
  expect({ code, asked: kubectl.questions().length }).toEqual({ code: 0, asked: 1 });
  expect(stderr).toContain('not all of orders is known from the cluster: the cluster does not answer');
});

describe('an environment', () => {
  const held = (cluster: string) => ({
    ...answers,
    'get configmap pgfleet-environment': { kind: 'ConfigMap', metadata: {}, data: { environment: 'orders', cluster } },
  });

  test('is asked about where the cluster holds it', () => {
    expect(planned('known', 'grown', held('east')).verdicts).toEqual(['claim-grows']);
  });

  const application = (path: string, ...finalizers: readonly string[]): Answers => ({
    ...held('east'),
    'get applications.argoproj.io orders': {
      kind: 'Application',
      metadata: { finalizers },
      spec: { source: { path } },
    },
  });
  const cascade = 'resources-finalizer.argocd.argoproj.io';

  test.each([
    ['takes its objects along', application('dist/orders', cascade), 'claim-deleted unknown'],
    ['leaves them', application('dist/orders'), 'data-orphaned'],
    ['is of another directory, which says nothing', application('elsewhere/shop', cascade), 'data-orphaned'],
  ])('that goes is judged by its live Application: one that %s', (_, given, code) => {
    const { verdicts, questions } = planned('known', 'removed', given);
    expect(verdicts.filter((one) => one.startsWith('claim-') || one === 'data-orphaned')).toEqual([code]);
    expect(questions.map((args) => args.join(' ')).filter((words) => words.includes('applications'))).toHaveLength(1);
  });

  test('that goes is not asked about further once the cluster does not answer', () => {
    const { questions } = planned('known', 'removed', {
      ...held('east'),
      'get persistentvolumeclaim': { error: 'Unable to connect to the server: EOF' },
    });
    expect(questions.map((args) => args.join(' ')).filter((words) => words.includes('applications'))).toEqual([]);
  });

  test('that goes is judged by its record where Argo CD runs elsewhere, without a notice', () => {
    const missing = { error: 'error: the server doesn\'t have a resource type "applications"' };
    const { verdicts, stderr } = planned('known', 'removed', {
      ...held('east'),
      'get applications.argoproj.io orders': missing,
    });
    expect(verdicts).toContain('data-orphaned');
    expect(stderr).toBe('');
  });

  test('is not believed of a cluster that holds another one of that name', () => {
    const { verdicts, stderr, questions } = planned('known', 'grown', held('west'));
    expect(verdicts).toEqual(['claim-growth-unknown unknown']);
    expect(stderr).toContain('it has no such environment in the namespace shop: is the context the right one?');
    expect(questions).toHaveLength(1);
  });
});

test('no cluster is asked where nothing depends on it', () => {
  expect(planned('new', 'new', answers).questions).toEqual([]);
});

test('--context without --cluster is wrong usage', () => {
  const { code, stderr } = project.pgfleet(['plan', '--from', 'old', '--to', 'new', '--context', 'east']);
  expect({ code, said: stderr.includes('--context goes with --cluster') }).toEqual({ code: 2, said: true });
});
