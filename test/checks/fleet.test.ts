import { fleetConflicts } from '../../lib/checks/fleet';
import { environment } from '../defaults/resolved';

const summary = (id: string, cluster = 'in-cluster', namespace = `postgres-${id}`) => ({ id, cluster, namespace });

test('C19 two environments cannot claim one namespace of one cluster, and both are told', () => {
  expect(
    fleetConflicts([summary('b', 'in-cluster', 'shop'), summary('c'), summary('a', 'in-cluster', 'shop')]),
  ).toEqual([
    {
      code: 'environment-conflict',
      file: 'environments/a/values.yaml',
      line: 1,
      column: 1,
      message: 'the namespace "shop" on cluster "in-cluster" is also claimed by b: give each its own',
    },
    expect.objectContaining({
      file: 'environments/b/values.yaml',
      message: expect.stringContaining('also claimed by a'),
    }),
  ]);
});

test('C19 a name written out can meet one that is derived, also in a namespace of somebody else', () => {
  const namespaces = [
    'database: {name: a, owner: a}',
    'namespace: {name: postgres-one, create: false}\ndatabase: {name: a, owner: a}',
  ].map((text, index) => {
    const id = ['one', 'two'][index] ?? '';
    const { cluster, namespace } = environment(text, { id });
    return summary(id, cluster, namespace.name);
  });
  expect(fleetConflicts(namespaces)).toHaveLength(2);
});

test('the same namespace on two clusters is two namespaces', () => {
  expect(fleetConflicts([summary('a', 'east', 'shop'), summary('b', 'west', 'shop')])).toEqual([]);
});
