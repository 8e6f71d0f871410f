import { actionConflicts } from '../../lib/checks/action-change';
import type { PlaceOf } from '../../lib/checks/change';
import { buildEnvironment } from '../../lib/constructs/environment';
import type { Action } from '../../lib/defaults/environment';
import type { Manifest } from '../../lib/manifest';
import { vdbEnvironment } from '../constructs/example-environment';

const action: Action = { id: 'one', kind: 'VDBSnapshot', spec: { a: 1, b: { c: [1, 2] } } };
const manifests = (...actions: readonly Action[]): readonly Manifest[] =>
  buildEnvironment(vdbEnvironment({}, { actions })).map(({ manifest }) => manifest);
const placeOf: PlaceOf = (path) => ({ file: path.join('.'), line: path[0] === 'vdb' ? 7 : 1, column: 1 });
const conflicts = (before: readonly Manifest[], after: readonly Manifest[]) => actionConflicts(before, after, placeOf);

test.each([
  ['the same', action, 0],
  ['keys in another order', { ...action, spec: { b: { c: [1, 2] }, a: 1 } }, 0],
  ['another id', { ...action, id: 'two', kind: 'VDBRefresh' }, 0],
  ['another kind', { ...action, kind: 'VDBRefresh' }, 1],
  ['another spec', { ...action, spec: { ...action.spec, a: 2 } }, 1],
  ['a list in another order', { ...action, spec: { a: 1, b: { c: [2, 1] } } }, 1],
] as const)('under an id that is used: %s', (_, next, count) =>
  expect(conflicts(manifests(action), manifests(next))).toHaveLength(count),
);

test('the refusal names the way on, where the action is written', () => {
  expect(conflicts(manifests(action), manifests({ ...action, kind: 'VDBRewind' }))).toEqual([
    {
      code: 'action-changed',
      file: 'vdb.actions.one',
      line: 7,
      column: 1,
      message:
        'the action "one" of orders is in dist/ already, as another one (VDBSnapshot): an id is used once, so give this one a new id',
    },
  ]);
});

test('actions that are new or gone are no change', () => {
  expect(conflicts(manifests(), manifests(action))).toEqual([]);
  expect(conflicts(manifests(action), manifests())).toEqual([]);
});
