import { containerPath, databaseContainers } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** Whether the data can be used is not in the name. */
export const imageUnknown: Rule = {
  id: 'image-unknown',
  class: 'unclassified',
  summary: 'The image of a database changes to another repository, or to one whose name does not tell its version.',
  remedy: 'compare user id, C library and major version of both images first',
  check: (change) =>
    databaseContainers(change).flatMap(({ name, before, after, imageBefore, imageAfter }) => {
      const moved = imageBefore.repository !== imageAfter.repository;
      const layouts = imageBefore.layout !== undefined && imageAfter.layout !== undefined;
      const majors = imageBefore.major !== undefined && imageAfter.major !== undefined;
      if (before.image === after.image || (layouts && majors) || (!moved && majors)) return [];
      return [
        {
          path: `${containerPath(change, name)}.image`,
          before: before.image,
          after: after.image,
          message: 'whether the new image can use the data of the old one does not show in its name',
          unknown: 'user id, C library or major version of the image',
        },
      ];
    }),
};
