import { type Fields, itemsAt } from '../../object';
import { containerPath, databaseContainers, variableOf } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** The server looks for its data elsewhere, finds nothing, and begins anew. */
export const dataDirectoryChanged: Rule = {
  id: 'data-directory-changed',
  class: 'data-loss',
  summary: 'A database looks for its data in another directory, or its volume is mounted elsewhere.',
  remedy: 'set it back; or move the files on the volume first, with the workload stopped',
  check: (change) =>
    databaseContainers(change).flatMap(({ name, before, after }) => {
      const [from, to] = [placeOf(before), placeOf(after)];
      if (from === to) return [];
      return [
        {
          path: containerPath(change, name),
          before: from,
          after: to,
          message: 'the server looks for its data in another place, finds none there, and starts empty or not at all',
        },
      ];
    }),
};

/** Where the data directory is, and where volumes that could hold it are mounted. */
const placeOf = (container: Fields): string =>
  [
    `PGDATA=${String(variableOf(container, 'PGDATA') ?? '(of the image)')}`,
    ...itemsAt(container, 'volumeMounts')
      .filter(({ mountPath }) => /pgdata|postgres/i.test(String(mountPath)))
      .map(
        ({ name, mountPath, subPath }) =>
          `${String(name)}${subPath === undefined ? '' : `/${String(subPath)}`} at ${String(mountPath)}`,
      ),
  ]
    .sort()
    .join(', ');
