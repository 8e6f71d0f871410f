import { isAt } from '../../path';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

const places = ['data.cluster', 'data.namespace'];

/** What Argo CD, notifications and pgfleet itself read about an environment. */
export const recordChanged: Rule = {
  id: 'record-changed',
  class: 'none',
  summary: 'The record of an environment says something else about it.',
  remedy: 'nothing to do',
  check: (change) =>
    ownUse(change) === 'record'
      ? change.differences
          .filter(({ steps }) => steps[0] === 'data' && !places.some((path) => isAt(steps, path)))
          .map((difference) => at(difference, 'nothing that runs reads it'))
      : [],
};
