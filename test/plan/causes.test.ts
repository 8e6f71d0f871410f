import { causeOf } from '../../lib/plan/causes';
import type { PlannedChange } from '../../lib/plan/change';

const change = (kind: string, name: string, path: string): PlannedChange => ({
  environment: 'dev',
  object: { apiVersion: 'v1', kind, namespace: 'shop', name },
  class: 'in-place',
  code: 'field-in-place',
  path,
  before: 1,
  after: 2,
  message: '',
  remedy: '',
  cause: '',
});
const storage = change('PersistentVolumeClaim', 'postgres-data-1', 'spec.resources.requests.storage');

test('the only key that changed is the cause of everything', () => {
  expect(causeOf(change('Job', 'any', ''), ['labels.team'])).toBe('labels.team');
});

test('of several keys the one that makes the field is the cause', () => {
  expect(causeOf(storage, ['labels.team', 'database.storage.size'])).toBe('database.storage.size');
});

test('a parameter is brought by its own key, before what it could be derived from', () => {
  const workMem = change('ConfigMap', 'postgres-config', 'data["postgresql.conf"].work_mem');
  const keys = ['database.resources.limits.memory', 'database.parameters.work_mem'];
  expect(causeOf(workMem, keys)).toBe('database.parameters.work_mem');
  expect(causeOf(workMem, ['database.parameters.jit', 'database.resources.limits.memory'])).toBe(
    'database.resources.limits.memory',
  );
});

test.each([
  ['two keys could be it', ['database.storage.size', 'database.storage.size.x']],
  ['none of them makes the field', ['labels.team', 'owner']],
  ['nothing changed', []],
])('nothing is guessed where %s', (_, keys) => {
  expect(causeOf(storage, keys)).toBeUndefined();
});
