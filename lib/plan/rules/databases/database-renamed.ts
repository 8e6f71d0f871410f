import { podSpecOf } from '../../kubernetes/pods';
import { itemsAt } from '../../object';
import { containerPath, databaseContainers, variableOf } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** What the first start made is not made again. */
const variables = ['PGFLEET_DATABASE', 'PGFLEET_OWNER', 'POSTGRES_DB', 'POSTGRES_USER'];

/** Existing data keeps the names that it was made with. */
export const databaseRenamed: Rule = {
  id: 'database-renamed',
  class: 'data-loss',
  summary: 'A database, or its owner, gets another name in the values: the data keeps the old one.',
  remedy:
    'set the name back; or rename by hand in the same moment (ALTER DATABASE … RENAME TO …), with the clients stopped',
  check: (change) =>
    databaseContainers(change)
      .filter(({ name }) => itemsAt(podSpecOf(change.after), 'containers')[0]?.name === name)
      .flatMap(({ name, before, after }) =>
        variables.flatMap((variable) => {
          const [from, to] = [variableOf(before, variable), variableOf(after, variable)];
          if (from === undefined || from === to) return [];
          return [
            {
              path: `${containerPath(change, name)}.env[${variable}].value`,
              before: from,
              after: to,
              message: `"${String(from)}" keeps its name in the data, and nothing makes a "${String(to)}": clients of the new name find nothing`,
            },
          ];
        }),
      ),
};
