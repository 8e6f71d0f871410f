import { refusalOf } from '../../kubernetes/refusal';
import { at, type Rule } from '../../rule';

/** The API server refuses the update, after what stands in earlier waves was applied. */
export const fieldRefused: Rule = {
  id: 'field-refused',
  class: 'refused',
  summary: 'A field changes that the API server keeps for the life of the object.',
  remedy: 'make a second object under another name, move to it, and remove this one in a later merge',
  check: (change, { context }) =>
    change.differences.flatMap((difference) => {
      const row = refusalOf(difference, change, context);
      if (row === undefined) return [];
      const { why, remedy, unknown } = row;
      return [at(difference, `the API server refuses it: ${why}`, { remedy, unknown })];
    }),
};
