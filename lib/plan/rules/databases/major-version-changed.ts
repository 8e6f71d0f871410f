import { containerPath, databaseContainers } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** A server refuses the data of another major: "database files are incompatible with server". */
export const majorVersionChanged: Rule = {
  id: 'major-version-changed',
  class: 'start-fails',
  summary: 'Another major version of PostgreSQL is to start on the data of the old one.',
  remedy:
    'raise database.generation to start beside the old data, and load a dump or restore there; or set the version back',
  check: (change) =>
    databaseContainers(change).flatMap(({ name, before, after, imageBefore, imageAfter }) => {
      const [from, to] = [imageBefore.major, imageAfter.major];
      if (from === undefined || to === undefined || from === to) return [];
      return [
        {
          path: `${containerPath(change, name)}.image`,
          before: before.image,
          after: after.image,
          message: `PostgreSQL ${to} does not start on the data of PostgreSQL ${from}; the Pod stops and does not come back`,
        },
      ];
    }),
};
