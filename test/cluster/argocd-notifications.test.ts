import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import { subscriptions } from '../../lib/gitops/notifications';
import { argocdFile, type Controller, startNotifications } from './harness/argocd-tool';
import { applyObjects, kubectl } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { waitFor, when } from './harness/wait';

/** The controller of notifications, a receiver of the webhook, and Applications whose status the tests write: nothing here syncs. */
useCluster();

type Message = Readonly<Record<string, unknown>>;

const received: Message[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (data) => {
    body += data;
  });
  request.on('end', () => {
    received.push({ ...JSON.parse(body), method: request.method, type: request.headers['content-type'] });
    response.end();
  });
});
let namespace: string;
let controller: Controller | undefined;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  namespace = await createNamespace(uniqueNamespace('argocd'));
  const { port } = receiver.address() as AddressInfo;
  const configMap = parse(readFileSync(argocdFile('notifications.yaml'), 'utf8'));
  await applyObjects(
    { ...configMap, metadata: { ...configMap.metadata, namespace } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argocd-notifications-secret', namespace },
      stringData: { 'pgfleet-webhook-url': `http://127.0.0.1:${port}/hook` },
    },
  );
  controller = await startNotifications(namespace);
});

afterAll(async () => {
  await controller?.stop();
  await new Promise((resolve) => receiver.close(resolve));
});

const revision = (digit: number): string => String(digit).repeat(40);

/** An operation that ended, and was looked at afterwards. */
const operation = (phase: string, commit: string, more: object = {}) => ({
  reconciledAt: '2026-11-01T01:10:00Z',
  operationState: {
    phase,
    operation: {},
    startedAt: `2026-11-01T01:00:0${commit[0]}Z`,
    finishedAt: '2026-11-01T01:05:00Z',
    syncResult: { revision: commit, source: { repoURL: 'https://git.example/databases.git' } },
    ...more,
  },
});
const state = (health: string, sync: string, since = '2026-11-01T01:09:00Z') => ({
  health: { status: health, lastTransitionTime: since },
  sync: { status: sync, comparedTo: { destination: {}, source: { repoURL: 'https://git.example/databases.git' } } },
});

const create = (name: string, finalizers: readonly string[] = [], recipient = 'shop-databases'): Promise<string> =>
  applyObjects({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace,
      finalizers,
      labels: { 'pgfleet.dev/owner': 'team-shop' },
      annotations: {
        ...subscriptions({ service: 'pgfleet', recipients: {}, default: recipient }),
        'pgfleet.dev/host': 'postgres.postgres-shop.svc:5432',
        'pgfleet.dev/secret': 'postgres-app',
      },
    },
    spec: {
      project: 'pgfleet',
      source: { repoURL: 'https://git.example/databases.git', path: `dist/${name}`, targetRevision: 'main' },
      destination: { name: 'in-cluster', namespace: 'postgres-shop' },
    },
  });

/** Writes a status as the application controller would, and returns when the controller of notifications has judged it. */
const become = async (name: string, status: object): Promise<void> => {
  const judged = (): number => (controller?.log() ?? '').split(`"resource":"${namespace}/${name}"`).length;
  const before = judged();
  await kubectl(['patch', 'application', name, '-n', namespace, '--type=merge', '-p', JSON.stringify({ status })]);
  await waitFor(`the controller to look at ${name}`, 30, async () => when(judged() > before));
};

const about = (environment: string): readonly Message[] =>
  received.filter((message) => message.environment === environment);

const heard = (environment: string, count: number): Promise<readonly Message[]> =>
  waitFor(`${count} messages about ${environment}`, 30, async () => {
    const messages = about(environment);
    return messages.length >= count ? messages : undefined;
  });

test('an environment that is ready is told once per commit, with its owner and how to connect', async () => {
  await create('shop');
  await become('shop', { ...operation('Succeeded', revision(1)), ...state('Progressing', 'Synced') });
  await become('shop', state('Healthy', 'Synced'));
  expect(await heard('shop', 1)).toEqual([
    {
      method: 'POST',
      type: 'application/json',
      schemaVersion: 1,
      state: 'ready',
      environment: 'shop',
      owner: 'team-shop',
      cluster: 'in-cluster',
      namespace: 'postgres-shop',
      revision: revision(1),
      host: 'postgres.postgres-shop.svc:5432',
      secret: 'postgres-app',
      recipient: 'shop-databases',
      message: 'postgres.postgres-shop.svc:5432, Secret postgres-app',
    },
  ]);
  // It comes and goes, and is what it was.
  await become('shop', state('Progressing', 'Synced'));
  await become('shop', state('Healthy', 'Synced'));
  await become('shop', { ...operation('Succeeded', revision(2)), ...state('Healthy', 'Synced') });
  expect((await heard('shop', 2)).map((message) => message.revision)).toEqual([revision(1), revision(2)]);
});

test('one that is degraded is told once a day, also without a commit', async () => {
  await create('orders');
  const day = (text: string) => state('Degraded', 'Synced', text);
  await become('orders', { ...operation('Succeeded', revision(1)), ...day('2026-11-01T02:00:00Z') });
  await become('orders', state('Progressing', 'Synced', '2026-11-01T02:30:00Z'));
  await become('orders', day('2026-11-01T03:00:00Z'));
  await become('orders', state('Progressing', 'Synced', '2026-11-02T02:30:00Z'));
  await become('orders', day('2026-11-02T03:00:00Z'));
  expect((await heard('orders', 2)).map((one) => [one.state, one.message])).toEqual([
    ['degraded', 'degraded since 2026-11-01T02:00:00Z'],
    ['degraded', 'degraded since 2026-11-02T03:00:00Z'],
  ]);
});

test('a failed sync is told with the words of Argo CD, whatever stands in them', async () => {
  const words = 'one or more objects failed: "StatefulSet \\ postgres"\nwas <refused> {{ .app }}';
  await create('billing');
  await become('billing', {
    ...operation('Failed', revision(3), { message: words }),
    ...state('Healthy', 'OutOfSync'),
  });
  await become('billing', state('Progressing', 'OutOfSync'));
  await become('billing', { ...operation('Error', revision(4), { message: 'no', syncResult: null }) });
  expect((await heard('billing', 2)).map((one) => [one.state, one.revision, one.message])).toEqual([
    ['sync-failed', revision(3), words],
    ['sync-failed', '', 'no'],
  ]);
});

test('an Application that is to go with its objects says so, before it is gone', async () => {
  await create('preview', ['pgfleet.dev/held-by-a-test']);
  try {
    await kubectl(['delete', 'application', 'preview', '-n', namespace, '--wait=false']);
    const [message] = await heard('preview', 1);
    expect(message).toMatchObject({ state: 'deletion-pending', owner: 'team-shop' });
    expect(message?.message).toMatch(/^deletion asked for at 20\d\d-/);
  } finally {
    const patch = '{"metadata":{"finalizers":null}}';
    await kubectl(['patch', 'application', 'preview', '-n', namespace, '--type=merge', '-p', patch]);
  }
});

test('who has no recipient is told nothing', async () => {
  // What the table of lib/gitops/notifications.ts says of an owner that is not in it.
  await create('nobody', [], ';');
  await become('nobody', { ...operation('Succeeded', revision(1)), ...state('Degraded', 'Synced') });
  await create('somebody');
  await become('somebody', { ...operation('Succeeded', revision(1)), ...state('Degraded', 'Synced') });
  await heard('somebody', 1);
  expect(about('nobody')).toEqual([]);
});

test('the controller says no error about any of it', () => {
  expect(controller?.log()).not.toMatch(/"level":"(error|fatal)"/);
});
