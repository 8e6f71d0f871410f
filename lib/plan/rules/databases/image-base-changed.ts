import { containerPath, databaseContainers } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** Files belong to one user, and indexes are in the order of one C library. */
export const imageBaseChanged: Rule = {
  id: 'image-base-changed',
  class: 'start-fails',
  summary: 'The image of a database changes to one of another user or another C library.',
  remedy: 'stay with the image, or dump and restore into a new environment with the other one',
  check: (change) =>
    databaseContainers(change).flatMap(({ name, before, after, imageBefore, imageAfter }) => {
      const [from, to] = [imageBefore.layout, imageAfter.layout];
      if (from === undefined || to === undefined || from === to) return [];
      return [
        {
          path: `${containerPath(change, name)}.image`,
          before: before.image,
          after: after.image,
          message: `the data was made under ${from} and the new image has ${to}: the server cannot read its files, or reads its indexes in another order`,
        },
      ];
    }),
};
