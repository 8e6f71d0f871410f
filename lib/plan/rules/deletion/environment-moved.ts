import { isAt } from '../../path';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

/** Argo CD makes everything anew in the other place. */
export const environmentMoved: Rule = {
  id: 'environment-moved',
  class: 'data-loss',
  summary: 'An environment goes to another cluster or namespace: it starts empty there, and its data stays behind.',
  remedy:
    'leave it where it is and make a second environment in the new place; copy the data, move the clients, and remove the first in a later merge',
  check: (change) =>
    ownUse(change) === 'record'
      ? change.differences
          .filter(({ steps }) => isAt(steps, 'data.cluster') || isAt(steps, 'data.namespace'))
          .map((difference) =>
            at(difference, 'a new and empty database starts there; the old one is left behind, with no owner in Git'),
          )
      : [],
};
