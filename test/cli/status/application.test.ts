import { judgeApplication } from '../../../lib/cli/status/application';
import { resolveArgoCd } from '../../../lib/defaults/argocd';
import { examplePlace, object } from './example-place';

const argocd = resolveArgoCd({ repoURL: 'https://git.example/databases.git' });
const place = examplePlace({}, { argocd });
const unknownKind = { problem: 'no such kind', cause: 'unknown-kind' } as const;

const application = (status: object) => object('Application', 'orders', { status });
const synced = { sync: { status: 'Synced', revision: '1a2b3c4d5e6f' }, health: { status: 'Healthy' } };

test.each([
  ['synced and healthy', application(synced), 'ok', 'Synced, Healthy, at 1a2b3c4d'],
  ['CronJobs that sleep', application({ ...synced, health: { status: 'Suspended' } }), 'ok', 'Suspended'],
  ['still on its way', application({ ...synced, health: { status: 'Progressing' } }), 'failed', 'Progressing'],
  ['another state than in Git', application({ ...synced, sync: { status: 'OutOfSync' } }), 'failed', 'OutOfSync'],
  [
    'an operation that failed',
    application({ ...synced, operationState: { phase: 'Failed', message: 'refused' } }),
    'failed',
    'Healthy, at 1a2b3c4d: refused',
  ],
  [
    'a condition that is an error',
    application({ conditions: [{ type: 'ComparisonError', message: 'no such path' }] }),
    'failed',
    'Unknown, Unknown: no such path',
  ],
  [
    'an Application that is deleted',
    object('Application', 'orders', { metadata: { deletionTimestamp: 'now' }, status: synced }),
    'failed',
    'IS BEING DELETED',
  ],
  ['no Application', undefined, 'failed', 'Argo CD has no Application orders'],
  ['no Argo CD', unknownKind, 'warning', 'dist/orders is applied by hand'],
  ['no right to look', { problem: 'you may not do that', cause: 'forbidden' } as const, 'unknown', 'you may not'],
])('where the repository has settings: %s', (_, found, state, words) => {
  expect(judgeApplication(place, found)).toMatchObject({ state, words: expect.stringContaining(words) });
});

test.each([
  ['no Application', undefined],
  ['no Argo CD', unknownKind],
])('where the repository has none, %s is well', (_, found) => {
  expect(judgeApplication(examplePlace(), found)).toMatchObject({ state: 'ok' });
});

test.each([undefined, unknownKind])('of another cluster nothing is known without its context: %j', (found) => {
  const elsewhere = examplePlace({ cluster: 'frankfurt' }, { argocd });
  expect(judgeApplication(elsewhere, found)).toMatchObject({
    state: 'unknown',
    words: expect.stringContaining('--argocd-context'),
  });
  expect(judgeApplication({ ...elsewhere, argocdContext: 'hub' }, undefined)).toMatchObject({ state: 'failed' });
});

test('the next command names the place of Argo CD', () => {
  expect(judgeApplication(place, application({})).next).toBe('kubectl -n argocd describe application orders');
});
