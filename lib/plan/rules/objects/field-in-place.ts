import { inPlaceFields } from '../../kubernetes/fields-in-place';
import { refusalOf } from '../../kubernetes/refusal';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** Known to be harmless: a table, so that what is not in it is not said to be. */
export const fieldInPlace: Rule = {
  id: 'field-in-place',
  class: 'in-place',
  summary: 'A field changes while everything runs on.',
  remedy: 'nothing to do',
  check: (change, { context }) => {
    const rows = inPlaceFields.filter(({ kinds }) => kinds.includes(change.kind));
    return change.differences.flatMap((difference) => {
      const row = rows.find(({ paths }) => paths.some((path) => isBelow(difference.steps, path)));
      return row === undefined || refusalOf(difference, change, context) !== undefined
        ? []
        : [at(difference, row.means, row.unknown === undefined ? {} : { unknown: row.unknown })];
    });
  },
};
