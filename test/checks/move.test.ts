import type { PlaceOf } from '../../lib/checks/change';
import { moveConflicts } from '../../lib/checks/move';
import type { Manifest } from '../../lib/manifest';
import { built } from './manifests';

const placeOf: PlaceOf = (path) => ({ file: path.join('.'), line: 1, column: 1 });
const environment = (more: string): readonly Manifest[] => built(`database: {name: a, owner: a}\n${more}`);
const refused = (before: string, after: string): string[] =>
  moveConflicts(environment(before), environment(after), placeOf).map(({ code, file }) => `${code} ${file}`);

test.each([
  ['stays', 'cluster: a\n', 'cluster: a\nsuspended: true\n', []],
  ['goes to another cluster', 'cluster: a\n', 'cluster: b\n', ['rename-refused cluster']],
  ['goes to another namespace', '', 'namespace: other\n', ['rename-refused namespace']],
  [
    'goes to another cluster, and is no longer kept',
    'cluster: a\n',
    'cluster: b\ndeletionPolicy: Delete\n',
    ['rename-refused cluster'],
  ],
  ['keeps no data', 'cluster: a\ndeletionPolicy: Delete\n', 'cluster: b\n', []],
])('an environment that %s', (_, before, after, expected) => expect(refused(before, after)).toEqual(expected));

test('says where the data stays, and how to move it', () => {
  const [conflict] = moveConflicts(environment('cluster: a\n'), environment('cluster: b\n'), placeOf);
  expect(conflict?.message).toMatch(/from "a" to "b".*stays behind in namespace ".+" of cluster "a"/);
  expect(conflict?.message).toMatch(/1\. .*2\. .*3\. .*4\. .*--prune.*--allow-rename/);
});

test('an environment without a record is new', () => {
  expect(moveConflicts([], environment('cluster: b\n'), placeOf)).toEqual([]);
});
