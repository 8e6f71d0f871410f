import { claimNames, judgeClaims } from '../../../lib/cli/status/claims';
import { checks, exampleEnvironment, pgBackRest, volumeRepository } from '../../constructs/example-environment';
import { examplePlace, object } from './example-place';

const place = examplePlace();
const wanted = ['postgres-data-1'];

const claim = (name: string, phase: string, more: { readonly metadata?: object; readonly conditions?: object } = {}) =>
  object('PersistentVolumeClaim', name, {
    metadata: more.metadata ?? {},
    spec: { storageClassName: 'fast' },
    status: { phase, capacity: { storage: '20Gi' }, conditions: more.conditions ?? [] },
  });

test.each([
  ['bound', [claim('postgres-data-1', 'Bound')], 'ok', 'postgres-data-1 20Gi (fast)'],
  ['absent', [], 'failed', 'there is no postgres-data-1'],
  ['without a volume', [claim('postgres-data-1', 'Pending')], 'failed', 'postgres-data-1 is Pending'],
  [
    'that is being deleted',
    [claim('postgres-data-1', 'Bound', { metadata: { deletionTimestamp: 'now' } })],
    'failed',
    'IS BEING DELETED',
  ],
  [
    'that grows',
    [claim('postgres-data-1', 'Bound', { conditions: [{ type: 'FileSystemResizePending', status: 'True' }] })],
    'warning',
    'postgres-data-1: FileSystemResizePending',
  ],
  [
    'of an older generation beside it',
    [claim('postgres-data-1', 'Bound'), claim('postgres-data-0', 'Lost')],
    'ok',
    'kept beside them: postgres-data-0',
  ],
])('a claim %s', (_, found, state, words) => {
  expect(judgeClaims(place, wanted, found)).toMatchObject({ state, words: expect.stringContaining(words) });
});

test('a claim without a volume is to look at while the environment is suspended', () => {
  const pending = [claim('postgres-data-1', 'Pending')];
  expect(judgeClaims(examplePlace({ suspended: true }), wanted, pending)).toMatchObject({ state: 'warning' });
});

test('those of data, log, repository and reports are expected', () => {
  const { storage } = exampleEnvironment().database;
  const env = exampleEnvironment(
    { backup: { ...pgBackRest, repositories: [volumeRepository] }, checks },
    { generation: 2, storage: { ...storage, walSize: '5Gi', walSizeBytes: 5 } },
  );
  expect(claimNames(env)).toEqual(['postgres-data-2', 'postgres-wal-2', 'postgres-repository', 'postgres-reports']);
});

test('ephemeral storage has none', () => {
  const { storage } = exampleEnvironment().database;
  const env = exampleEnvironment({ checks: { level: 'none' } }, { storage: { ...storage, ephemeral: true } });
  expect(claimNames(env)).toEqual([]);
});
